import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { clientText, UnreadableDocument } from '../client-gen/client-text.ts'
import { bundledPluginDir } from '../config/agent-config.ts'
import { openRpcDocument } from '../docs-gen/openrpc.ts'
import { ExitCode, MMC_ERR_CLIENT, MMC_ERR_USAGE } from '../errors.ts'
import { replaceFile } from '../files/replace-file.ts'
import { describePluginAt, describePlugins } from '../plugin-host/describe-plugins.ts'
import { version } from '../version.ts'
import { connect } from './agent-connection.ts'
import { describedMethods } from './described-methods.ts'
import type { ConnectionOptions } from './options.ts'

/** What the command line says, as commander hands it over. */
export interface ClientCommandOptions {
  /** `-` prints the client. */
  readonly out: string
  /** Folders of built plugins, to ask in place of an agent; `bundled` stands for the shipped ones. */
  readonly plugin?: readonly string[]
  /** Says whether the file is up to date, and writes nothing. */
  readonly check?: true
}

/**
 * `mmc-agent client --out FILE`: writes a TypeScript client of an agent, or of plugins that lie here.
 *
 * @param connection - says which agent; called only where one is asked
 * @returns the exit code: 1 for a file that is not up to date
 * @throws AgentError when there is no answer, a plugin cannot be read, or the file cannot be written
 */
export async function client(
  { out, plugin, check }: ClientCommandOptions,
  connection: () => ConnectionOptions,
  print: (text: string) => void,
): Promise<number> {
  if (check && out === '-') throw MMC_ERR_USAGE('--check compares a file; name it with --out')
  const text = plugin === undefined ? await ofAgent(connection()) : await ofPlugins(plugin)
  if (out === '-') {
    print(text)
    return ExitCode.fine
  }
  const isCurrent = (await contentOf(out)) === text
  if (isCurrent) print(`${out} is up to date\n`)
  else if (check) print(`${out} is not up to date: run the same command without --check\n`)
  else {
    await write(out, text)
    print(`wrote ${out}\n`)
  }
  return isCurrent || !check ? ExitCode.fine : ExitCode.failure
}

async function ofAgent(options: ConnectionOptions): Promise<string> {
  const agent = await connect(options)
  const document = await agent.get('/openrpc.json')
  try {
    return clientText(document)
  } catch (error) {
    if (!(error instanceof UnreadableDocument)) throw error
    throw MMC_ERR_CLIENT(`${agent.url}/openrpc.json`, error.message)
  }
}

async function ofPlugins(folders: readonly string[]): Promise<string> {
  const methods = []
  for (const folder of folders) {
    try {
      if (folder === 'bundled') methods.push(...(await describePlugins(bundledPluginDir)))
      else methods.push(...(await describePluginAt(resolve(folder))).methods)
    } catch (error) {
      throw MMC_ERR_CLIENT(folder, (error as Error).message)
    }
  }
  // A client is the same whoever may call.
  const about = { version, requireLogin: true, publicHealth: true }
  // As it comes over a wire.
  return clientText(JSON.parse(JSON.stringify(openRpcDocument(describedMethods(methods), about))))
}

async function contentOf(file: string) {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    throw MMC_ERR_CLIENT(file, message)
  }
}

async function write(file: string, text: string) {
  // A file that was there stays open to whom it was; a new one is as an editor makes it.
  const mode = await stat(file).then(
    there => there.mode & 0o777,
    () => 0o666 & ~process.umask(),
  )
  try {
    await replaceFile(file, text, { mode })
  } catch (error) {
    throw MMC_ERR_CLIENT(file, (error as Error).message)
  }
}
