import { readFile, writeFile } from 'node:fs/promises'
import { changelogLines } from '../contract/change-lines.ts'
import { type Contract, contractOf } from '../contract/contract.ts'
import { readContract } from '../contract/contract-file.ts'
import { contractText } from '../contract/contract-text.ts'
import { reportLines, reportOn } from '../contract/report.ts'
import { ExitCode, MMC_ERR_CONTRACT_FILE, MMC_ERR_USAGE } from '../errors.ts'
import { describedPlugins } from './described-plugins.ts'
import type { AgentOptions } from './options.ts'

/** What the command line says, as commander hands it over. */
export interface ContractOptions extends AgentOptions {
  readonly write?: string
  readonly check?: string
  /** Names or folders; undefined: all plugins that are enabled. */
  readonly plugin?: readonly string[]
  readonly strict?: true
  readonly changelog?: true
  readonly json?: true
}

/**
 * `mmc-agent contract`: writes what callers of plugins rely on to a file, or says what is not as the file has it.
 *
 * @returns the exit code: 0, or 1 where something breaking has changed, with strict where anything has
 * @throws AgentError for a plugin that cannot be imported, or a file that is no contract
 */
export async function contract(options: ContractOptions, print: (line: string) => void): Promise<number> {
  const { write, check, plugin, strict, changelog, json } = options
  if ((write === undefined) === (check === undefined)) {
    throw MMC_ERR_USAGE('contract takes either --write FILE or --check FILE')
  }
  if (write !== undefined) {
    if (strict || changelog || json) throw MMC_ERR_USAGE('--strict, --changelog and --json go with --check')
    await writeContract(write, await currentContract(options), print)
    return ExitCode.fine
  }
  if (changelog && json) throw MMC_ERR_USAGE('--changelog and --json are two forms of the same output')
  // Before anything is imported: a file that cannot be read is a matter of a moment.
  const kept = await readContractFile(check ?? '')
  const now = await currentContract(options)
  const before = plugin === undefined ? kept : new Map([...kept].filter(([name]) => now.has(name)))
  const report = reportOn(before, now)
  if (json) print(JSON.stringify(report, undefined, 2))
  else
    for (const line of changelog ? changelogLines(report.changes) : reportLines(report, check ?? ''))
      print(line)
  const fails = report.counts.breaking > 0 || (strict && report.changes.length > 0)
  return fails ? ExitCode.failure : ExitCode.fine
}

async function currentContract(options: ContractOptions): Promise<Contract> {
  const plugins = await describedPlugins(options, options.plugin)
  const contracts = plugins.map(
    ({ name, apiVersion, methods }) => [name, contractOf(apiVersion, methods)] as const,
  )
  return new Map(contracts.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

async function writeContract(file: string, contract: Contract, print: (line: string) => void) {
  const text = contractText(contract)
  try {
    await writeFile(file, text)
  } catch (error) {
    throw MMC_ERR_CONTRACT_FILE(file, `it was not written: ${(error as Error).message}`)
  }
  const methods = [...contract.values()].reduce((sum, plugin) => sum + plugin.methods.size, 0)
  print(`wrote ${file}: ${counted(contract.size, 'plugin')}, ${counted(methods, 'method')}`)
}

async function readContractFile(file: string): Promise<Contract> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw MMC_ERR_CONTRACT_FILE(
      file,
      isMissing ? 'there is no such file; mmc-agent contract --write makes it' : (error as Error).message,
    )
  }
  return readContract(text, file)
}

function counted(count: number, what: string) {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
