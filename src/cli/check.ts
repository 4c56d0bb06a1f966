import { loadAgentConfig } from '../config/agent-config.ts'
import { ExitCode } from '../errors.ts'
import { readTls } from '../http/tls.ts'
import { surviveLateErrors } from '../late-errors.ts'
import { buildLog } from '../logging.ts'
import { PluginHost } from '../plugin-host/plugin-host.ts'
import type { PluginReport } from '../plugin-host/plugin-state.ts'
import { MethodRegistry } from '../rpc/method-registry.ts'
import type { AgentOptions } from './options.ts'

/**
 * `mmc-agent check`: reads every file and imports every plugin that is wanted, activates none, and says what a start
 * would do.
 *
 * @returns the exit code: 0 when all is well, 4 when a required plugin cannot become active, 1 when another cannot
 * @throws AgentError for a configuration that the agent cannot start with
 */
export async function check(options: AgentOptions, print: (line: string) => void): Promise<number> {
  const config = loadAgentConfig(options.inifile, options)
  const tls = config.tls && (await readTls(config.tls))
  print(`configuration ${config.file} is fine`)
  for (const warning of [...config.warnings, ...(tls?.warnings ?? [])]) print(`warning: ${warning}`)

  const host = new PluginHost({
    ...config,
    activateTimeoutMs: config.activateSeconds * 1000,
    healthTimeoutMs: config.healthSeconds * 1000,
    registry: new MethodRegistry(),
    log: buildLog({ level: 'silent' }),
    call: () => Promise.reject(new Error('there is no agent running that could call a method')),
  })
  surviveLateErrors(buildLog({ level: 'silent' }))
  await host.load()
  await host.rehearse()

  const reports = host.reports()
  for (const report of reports) print(outcome(report))
  for (const warning of host.warnings()) print(`warning: ${warning}`)
  const missing = config.required.filter(
    name => !reports.some(report => report.name === name && wouldStart(report)),
  )
  for (const name of missing)
    print(`the required plugin '${name}' would not start: the agent would exit with 4`)
  if (missing.length > 0) return ExitCode.requiredPlugin
  return reports.some(({ state }) => state === 'failed') ? ExitCode.failure : ExitCode.fine
}

/** Imported, and waiting for its activation. */
function wouldStart({ state }: PluginReport) {
  return state === 'discovered'
}

function outcome({ name, state, version, reason }: PluginReport) {
  return state === 'discovered'
    ? `plugin '${name}' ${version} would be activated`
    : `plugin '${name}' is ${state}: ${reason}`
}
