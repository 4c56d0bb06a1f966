import { AgentError, ExitCode, MMC_ERR_USAGE } from '../errors.ts'
import { type Build, type BuildOptions, buildPlugin } from '../schema/build-plugin.ts'
import { findPluginSource } from '../schema/plugin-source.ts'
import { problemLine, shown } from './problem-line.ts'
import { watchFolders } from './watch-folders.ts'

/** What the command line says, as commander hands it over. */
export interface BuildCommandOptions {
  readonly out?: string
  readonly strict?: true
  readonly watch?: true
}

/**
 * `mmc-agent build <folder…>`: type checks, compiles and describes plugins, and says what is wrong with them.
 *
 * @param end - ends a watch
 * @returns the exit code: 0 when all are built, or a watch has been ended; 1 otherwise
 * @throws AgentError for a folder that is no plugin, before anything is built
 */
export async function build(
  folders: readonly string[],
  { out, strict, watch }: BuildCommandOptions,
  end: AbortSignal,
  print: (line: string) => void,
): Promise<number> {
  if (out !== undefined && folders.length > 1) throw MMC_ERR_USAGE('--out takes the files of one plugin')
  const places = folders.map(folder => findPluginSource(folder, out).folder)
  const written = new Set<string>()
  const options = { out, strict, onWrite: (file: string) => written.add(file) }
  if (watch) {
    const isOwn = (file: string) => written.has(file)
    const run = (place: string) => buildAgain(place, options, print)
    await watchFolders(places, { isOwn, run, end })
    return ExitCode.fine
  }
  let exitCode: number = ExitCode.fine
  for (const place of places) {
    if (!(await buildOne(place, options, print))) exitCode = ExitCode.failure
  }
  return exitCode
}

/** A watch goes on whatever happens: a file may be gone while it is read, and be back at the next change. */
async function buildAgain(folder: string, options: BuildOptions, print: (line: string) => void) {
  const printWithTime = (line: string) => print(`${new Date().toTimeString().slice(0, 8)} ${line}`)
  try {
    await buildOne(folder, options, printWithTime)
  } catch (error) {
    printWithTime(`${shown(folder)} - error: ${reasonOf(error)}`)
  }
}

/** Tells how it went, whatever happens: the other plugins are to be built. */
async function buildOne(folder: string, options: BuildOptions, print: (line: string) => void) {
  try {
    const build = await buildPlugin(folder, options)
    for (const problem of build.problems) print(problemLine(problem))
    print(summary(folder, build))
    return build.isWritten
  } catch (error) {
    print(`${shown(folder)} - error: ${reasonOf(error)}`)
    return false
  }
}

/** Of what nobody foresaw, the first line: a compiler that breaks sends its whole stack. */
function reasonOf(error: unknown) {
  const message = error instanceof Error ? error.message : String(error)
  return error instanceof AgentError ? message : `the build itself failed: ${message.split('\n')[0]}`
}

function summary(folder: string, { isWritten, out, problems, methods }: Build) {
  const errors = problems.filter(({ severity }) => severity === 'error').length
  const warnings = count(problems.length - errors, 'warning')
  if (!isWritten) return `did not build ${shown(folder)}: ${count(errors, 'error')}, ${warnings}`
  const where = out === folder ? '' : ` into ${shown(out)}`
  return `built ${shown(folder)}${where}: ${count(methods, 'method')}, ${warnings}`
}

function count(number: number, what: string) {
  return `${number === 0 ? 'no' : number} ${what}${number === 1 ? '' : 's'}`
}
