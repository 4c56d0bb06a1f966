import type { Argument, Command, Option } from 'commander'
import { urlVariable } from './agent-connection.ts'
import { listFiles } from './complete-files.ts'
import { type KnownMethod, knownOf } from './completion-cache.ts'
import type { ConnectionOptions } from './options.ts'
import { inOneLine } from './printable.ts'

/** One thing that can stand there, and what it means. */
export interface Completion {
  readonly value: string
  readonly words?: string
}

/**
 * `mmc-agent complete -- <word…>`: what the last word can become, for the scripts of `mmc-agent completion`. What options and
 * arguments are called says what completes them: `<method>`, `<plugin>` and `<file>`.
 *
 * @param words - of a command line, without the program's own name, up to the cursor
 * @returns nothing where nothing is known, such as when no agent answers
 */
export async function complete(program: Command, words: readonly string[]): Promise<Completion[]> {
  const current = words.at(-1) ?? ''
  const line = readLine(program, words.slice(0, -1))
  const found = await completions(line, current)
  return found.filter(({ value }) => value.startsWith(current) && inOneLine(value) === value)
}

/** A command line, as far as it is there. */
interface Line {
  readonly program: Command
  readonly command: Command
  /** What the words that are no options are. */
  readonly placed: readonly string[]
  readonly options: ReadonlyMap<string, string>
  /** Waits for its value. */
  readonly open: Option | undefined
  /** Behind `--`. */
  readonly hasEnded: boolean
}

function readLine(program: Command, words: readonly string[]): Line {
  let command = program
  let open: Option | undefined
  let hasEnded = false
  const placed: string[] = []
  const options = new Map<string, string>()
  for (const word of words) {
    const flag = word.split('=')[0]
    const option = hasEnded
      ? undefined
      : optionsOf(program, command).find(({ long, short }) => flag === long || flag === short)
    if (open?.required || (open?.optional && !word.startsWith('-'))) {
      options.set(open.attributeName(), word)
      if (!open.variadic) open = undefined
      continue
    }
    open = undefined
    if (word === '--') hasEnded = true
    else if (option !== undefined && word.includes('=')) {
      options.set(option.attributeName(), word.slice(word.indexOf('=') + 1))
    } else if (option !== undefined) open = option.required || option.optional ? option : undefined
    else if (hasEnded || !word.startsWith('-')) {
      const sub = command === program ? program.commands.find(sub => sub.name() === word) : undefined
      if (sub === undefined) placed.push(word)
      else command = sub
    }
  }
  return { program, command, placed, options, open, hasEnded }
}

function optionsOf(program: Command, command: Command): readonly Option[] {
  return command === program ? program.options : [...command.options, ...program.options]
}

async function completions(line: Line, current: string): Promise<Completion[]> {
  const { program, command, placed, open, hasEnded } = line
  if (open !== undefined) return await valuesOf(open, line, current)
  if (current.startsWith('-') && !hasEnded) {
    return optionsOf(program, command)
      .filter(({ hidden }) => !hidden)
      .map(({ long, short, description }) => ({ value: long ?? short ?? '', words: description }))
  }
  if (command === program) {
    return program
      .createHelp()
      .visibleCommands(program)
      .map(command => ({ value: command.name(), words: command.summary() || command.description() }))
  }
  const all = command.registeredArguments
  const argument = all[placed.length] ?? (all.at(-1)?.variadic ? all.at(-1) : undefined)
  if (argument === undefined) return []
  return argument.name() === 'parameter'
    ? await parametersOf(line, current)
    : await valuesOf(argument, line, current)
}

/** What an option or an argument takes, by its name. */
async function valuesOf(taker: Option | Argument, line: Line, current: string): Promise<Completion[]> {
  const choices = taker.argChoices
  if (choices !== undefined) return choices.map(value => ({ value }))
  const name = 'flags' in taker ? (/[<[]([\w-]+)/.exec(taker.flags)?.[1] ?? '') : taker.name()
  switch (name) {
    case 'file':
    case 'folder':
      return await listFiles(current)
    case 'method':
    case 'pattern':
      return (await known(line)).methods.map(({ name, summary }) => ({ value: name, words: summary }))
    case 'plugin':
      return (await known(line)).plugins.map(value => ({ value }))
    default:
      return []
  }
}

/** Names that are not there yet, values for the name that is, and files. */
async function parametersOf(line: Line, current: string): Promise<Completion[]> {
  const [, name, prefix = '', path] = /^(?:([^=@:]+):?=)?(@?)(.*)$/s.exec(current) ?? []
  if (prefix === '@') return await listFiles(path ?? '', current.slice(0, current.indexOf('@') + 1))
  const [methodName, ...given] = line.placed
  const method = (await known(line)).methods.find(({ name }) => name === methodName)
  if (method === undefined) return []
  if (name !== undefined) {
    return (method.parameters.find(parameter => parameter.name === name)?.values ?? []).map(value => ({
      value: `${name}=${value}`,
    }))
  }
  return [...namesLeft(method, given), ...nextValues(method, given)]
}

function namesLeft({ parameters }: KnownMethod, given: readonly string[]): Completion[] {
  const place = placesOf(given)
  return parameters
    .slice(place)
    .filter(({ name }) => !given.some(word => word.startsWith(`${name}=`) || word.startsWith(`${name}:=`)))
    .map(({ name, words }) => ({ value: `${name}=`, words }))
}

function nextValues({ parameters }: KnownMethod, given: readonly string[]): Completion[] {
  const parameter = parameters[placesOf(given)]
  return (parameter?.values ?? []).map(value => ({ value, words: parameter?.name ?? '' }))
}

function placesOf(given: readonly string[]) {
  return given.filter(word => !/^[^=]+=/.test(word) && !word.startsWith('@')).length
}

async function known({ program, options }: Line) {
  const { inifile } = program.opts<ConnectionOptions>()
  const named = ['inifile', 'host', 'port', 'url'].some(name => options.has(name))
  // As connectionOptions: what the line names counts before the environment.
  const url = named ? undefined : process.env[urlVariable]
  return await knownOf({ inifile, ...(url && { url }), ...Object.fromEntries(options) })
}
