import { loadAgentConfig } from '../config/agent-config.ts'
import { checkAgentFiles } from '../config/file-guard.ts'
import type { TlsFiles } from '../config/tls-files.ts'
import { AgentError, ExitCode } from '../errors.ts'
import { readTls } from '../http/tls.ts'
import type { PluginHost } from '../plugin-host/plugin-host.ts'
import type { PluginReport } from '../plugin-host/plugin-state.ts'
import { become, findAccount } from './account.ts'
import type { AgentOptions } from './options.ts'
import { checkOutputs } from './outputs.ts'
import { rehearsedHost } from './rehearsed-host.ts'

export interface CheckOptions extends AgentOptions {
  /** Whose warnings are failures: those of the named plugins, or of all that would start. */
  readonly strict?: true | readonly string[]
}

/**
 * `mmc-agent check`: reads every file and imports every plugin that is wanted, activates none, and says what a start
 * would do.
 *
 * @returns the exit code: 0 when all is well, 4 when a required plugin cannot become active, 1 when another cannot or is
 * not as strict wants it
 * @throws AgentError for a configuration that the agent cannot start with
 */
export async function check(options: CheckOptions, print: (line: string) => void): Promise<number> {
  const config = loadAgentConfig(options.inifile, options)
  const account = findAccount(config)
  const own = [...config.warnings, ...checkAgentFiles(config), ...checkOutputs(config, account).warnings]
  const tls = config.tls && (await readTls(config.tls))
  print(`configuration ${config.file} is fine`)
  for (const warning of [...own, ...(tls?.warnings ?? [])]) print(`warning: ${warning}`)
  if (account !== undefined) {
    // The plugins must not run with more rights here than there.
    become(account)
    for (const warning of await unreadable(config.tls)) print(`warning: ${warning}`)
  }

  const host = await rehearsedHost(config)
  for (const warning of host.fileWarnings) print(`warning: ${warning}`)
  const reports = host.reports()
  for (const report of reports) print(outcome(report))
  for (const { name } of reports) {
    for (const warning of host.warnings(name)) print(`warning: plugin '${name}': ${warning}`)
  }
  const missing = config.required.filter(
    name => !reports.some(report => report.name === name && wouldStart(report)),
  )
  for (const name of missing)
    print(`the required plugin '${name}' would not start: the agent would exit with 4`)
  if (missing.length > 0) return ExitCode.requiredPlugin
  const objections = options.strict === undefined ? [] : objectionsOf(options.strict, host)
  for (const objection of objections) print(objection)
  const isFine = objections.length === 0 && !reports.some(({ state }) => state === 'failed')
  return isFine ? ExitCode.fine : ExitCode.failure
}

/** The TLS files that this user cannot read anew when they have changed. */
async function unreadable(tls: TlsFiles | undefined): Promise<string[]> {
  try {
    if (tls !== undefined) await readTls(tls)
    return []
  } catch (error) {
    if (!(error instanceof AgentError)) throw error
    return [`${error.message}; new files are taken up when the agent starts again`]
  }
}

/** Imported, and waiting for its activation. */
function wouldStart({ state }: PluginReport) {
  return state === 'discovered'
}

function objectionsOf(strict: true | readonly string[], host: PluginHost): string[] {
  const names =
    strict === true
      ? host
          .reports()
          .filter(wouldStart)
          .map(({ name }) => name)
      : strict
  return names.flatMap(name => {
    const report = host.report(name)
    // Whoever names a plugin wants it looked at, and a plugin that is not imported has no warnings.
    if (report === undefined) return [`strict: plugin '${name}' is in no plugin directory`]
    if (!wouldStart(report)) return [`strict: plugin '${name}' would not be activated`]
    const warnings = host.warnings(name).length
    return warnings === 0 ? [] : [`strict: plugin '${name}' has ${counted(warnings)}`]
  })
}

function counted(warnings: number) {
  return warnings === 1 ? '1 warning' : `${warnings} warnings`
}

function outcome({ name, state, version, reason }: PluginReport) {
  return state === 'discovered'
    ? `plugin '${name}' ${version} would be activated`
    : `plugin '${name}' is ${state}: ${reason}`
}
