import { constants } from 'node:buffer'
import { types } from 'node:util'
import { childEnvironment } from './child-environment.ts'
import { outputLimit } from './output-limit.ts'

/**
 * A text is run by `/bin/sh -c`; an array is a program and its arguments, started without any shell. Whatever
 * comes from a caller belongs into an array.
 */
export type ShCommand = string | readonly string[]

/** What `shLaunch` and `shLaunchDeferred` both take. */
export interface ShBlockingOptions {
  /** Longest time to run, in ms; then command and children are killed. Default 60 000; 0 is no limit. */
  readonly timeoutMs?: number
  /**
   * Most bytes of each output stream to keep; a command that writes more is killed. Default: `[limits]
   * commandoutputbytes` of the agent, 10 MiB.
   */
  readonly maxOutputBytes?: number
  /**
   * What the command reads from its standard input, which is empty otherwise. Start a bash that gets input
   * with `--norc`: it takes Node's pipe for a remote login and reads ~/.bashrc.
   */
  readonly input?: string | Uint8Array
  /** Variables on top of the clean environment (PATH, HOME, LANG=C, TZ, MMC_AGENT), or in their place. */
  readonly env?: Readonly<Record<string, string>>
  /** The directory to start in. Default: the agent's. */
  readonly cwd?: string
}

export interface ShOptions extends ShBlockingOptions {
  /**
   * Kills the command when it fires. Default: the signal of the call that is being served, else that of the
   * running plugin, so that no command outlives the one who asked for it; null ties the command to nobody.
   */
  readonly signal?: AbortSignal | null
  /** How long a command may take to end after SIGTERM, in ms, before it gets SIGKILL. Default 500. */
  readonly killGraceMs?: number
}

/** A command and its options, checked and with nothing left open. */
export interface Launch {
  readonly command: ShCommand
  readonly file: string
  readonly args: readonly string[]
  readonly timeoutMs: number
  readonly killGraceMs: number
  readonly maxOutputBytes: number
  readonly input: string | Uint8Array | undefined
  readonly env: Record<string, string>
  readonly cwd: string | undefined
  readonly signal: AbortSignal | null | undefined
}

const blockingOptions = ['timeoutMs', 'maxOutputBytes', 'input', 'env', 'cwd']
const deferredOptions = [...blockingOptions, 'signal', 'killGraceMs']

/** Node's timers count in 32 bits. */
const longestMs = 2 ** 31 - 1

/**
 * Checks what a plugin wrote. The messages show no value but numbers: arguments and variables may be secrets,
 * and errors are logged.
 *
 * @throws TypeError naming what does not fit
 */
export function readLaunch(command: ShCommand, options: ShOptions, form: 'blocking' | 'deferred'): Launch {
  checkNames(options, form === 'blocking' ? blockingOptions : deferredOptions)
  const { input, cwd, signal } = options
  if (input !== undefined && typeof input !== 'string' && !types.isUint8Array(input)) {
    throw misfit('input', 'a text or a Uint8Array', input)
  }
  if (cwd !== undefined && !isText(cwd, 1)) throw misfit('cwd', 'the path of a directory', cwd)
  if (signal !== undefined && signal !== null && !(signal instanceof AbortSignal)) {
    throw misfit('signal', 'an AbortSignal or null', signal)
  }
  return {
    ...readCommand(command),
    timeoutMs: readNumber(options, 'timeoutMs', 60_000, 0, longestMs),
    killGraceMs: readNumber(options, 'killGraceMs', 500, 0, longestMs),
    // Text cannot be longer than this either: a byte becomes one character at most.
    maxOutputBytes: readNumber(options, 'maxOutputBytes', outputLimit(), 1, constants.MAX_STRING_LENGTH),
    input,
    env: childEnvironment(readEnv(options.env)),
    cwd,
    signal,
  }
}

function checkNames(options: unknown, known: readonly string[]) {
  if (!isRecord(options)) throw misfit('options', 'an object', options)
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) throw new TypeError(`there is no option '${name}'; known: ${known.join(', ')}`)
  }
}

function readCommand(command: unknown): Pick<Launch, 'command' | 'file' | 'args'> {
  if (isText(command, 0)) {
    if (command.trim() === '') throw misfit('command', 'a text that says something', command)
    return { command, file: '/bin/sh', args: ['-c', command] }
  }
  if (!Array.isArray(command)) throw misfit('command', 'a text without NUL or an array of texts', command)
  // A copy: the caller may change the array while the command runs.
  const [file, ...args] = command.map(readWord)
  if (file === undefined || file === '')
    throw misfit('command', 'an array that begins with a program', command)
  return { command: [file, ...args], file, args }
}

function readWord(word: unknown, index: number): string {
  if (isText(word, 0)) return word
  throw misfit(`command[${index}]`, 'a text without NUL', word)
}

function readEnv(env: unknown): Record<string, string> {
  if (env === undefined) return {}
  if (!isRecord(env)) throw misfit('env', 'an object', env)
  return Object.fromEntries(Object.entries(env).map(readVariable))
}

function readVariable([name, value]: [string, unknown]): [string, string] {
  if (!isText(name, 1) || name.includes('='))
    throw new TypeError('env has a name that is empty or holds = or NUL')
  if (!isText(value, 0)) throw misfit(`env.${name}`, 'a text without NUL', value)
  return [name, value]
}

function readNumber(
  options: ShOptions,
  name: 'timeoutMs' | 'killGraceMs' | 'maxOutputBytes',
  otherwise: number,
  least: number,
  most: number,
): number {
  const { [name]: value = otherwise } = options
  if (Number.isInteger(value) && value >= least && value <= most) return value
  throw misfit(name, `a whole number from ${least} to ${most}`, value)
}

/** Text that the kernel can hand to a program: a NUL would cut it short. */
function isText(value: unknown, minLength: number): value is string {
  return typeof value === 'string' && value.length >= minLength && !value.includes('\0')
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function misfit(what: string, wanted: string, found: unknown) {
  return new TypeError(`${what} must be ${wanted}, not ${kindOf(found)}`)
}

function kindOf(value: unknown) {
  if (value === null || value === undefined || typeof value === 'number') return String(value)
  if (typeof value === 'string')
    return value.includes('\0') ? 'a text with NUL' : value.trim() === '' ? 'an empty text' : 'a text'
  return Array.isArray(value) ? `an array of ${value.length}` : `a value of type ${typeof value}`
}
