import { type App, buildApp } from '../app.ts'
import { type AgentConfig, loadAgentConfig } from '../config/agent-config.ts'
import { checkAgentFiles } from '../config/file-guard.ts'
import { ExitCode } from '../errors.ts'
import { surviveLateErrors } from '../late-errors.ts'
import type { Log } from '../log.ts'
import { buildLog } from '../logging.ts'
import { currentScope } from '../rpc/scope.ts'
import { readThrown } from '../rpc/thrown.ts'
import { RunRecord } from '../watchdog/run-record.ts'
import { startWatchdog } from '../watchdog/watchdog.ts'
import { accountWords, become, findAccount } from './account.ts'
import { listen } from './listen.ts'
import type { AgentOptions } from './options.ts'
import { checkOutputs } from './outputs.ts'
import { claimPidFile, isAgent } from './pid-file.ts'

/**
 * `mmc-agent`: serves in the foreground until SIGTERM or SIGINT ends it, with exit code 0.
 *
 * @throws AgentError when the agent cannot start
 */
export async function serve(options: AgentOptions): Promise<void> {
  const config = loadAgentConfig(options.inifile, options)
  const { logFile, pidFile } = config
  const account = findAccount(config)
  const warnings = [...config.warnings, ...checkAgentFiles(config)]
  const outputs = checkOutputs(config, account)
  if (config.umask !== undefined) process.umask(config.umask)
  const log = outputs.open(logFile, () => buildLog({ level: config.logLevel, file: logFile, owner: account }))
  for (const warning of [...warnings, ...outputs.warnings]) log.warn(warning)

  const claim = () => (pidFile === undefined ? () => {} : claimPidFile(pidFile))
  process.on('exit', outputs.open(pidFile, claim))
  const record = new RunRecord({ file: config.stateFile, log, isAgent, owner: account })
  const app = await buildApp(config, log, record)
  surviveLateErrors(
    log,
    (plugin, method) => app.quarantine.onLateError(plugin, method),
    file => app.host.pluginOf(file)?.plugin,
  )
  endOnSignal(app, record, log)
  recordExit(record)
  if (config.stallMs > 0) watchEventLoop(app, record, config, log)
  try {
    await listen(app, config)
    if (account !== undefined) {
      become(account)
      log.info(`runs as ${accountWords(account)}`)
      // Says now, and not when a certificate has expired, that this user cannot read new ones.
      await app.reloadTls()
    }
    await app.start()
    if (app.host.isReady) log.info('ready')
  } catch (error) {
    await app.stop()
    throw error
  }
}

/** Code of a plugin that ends the process is still running as it does. */
function recordExit(record: RunRecord) {
  process.on('exit', () => {
    const { plugin, call, step } = currentScope() ?? {}
    if (plugin) record.began(plugin.name, call?.method ?? step ?? 'its own code')
  })
}

function watchEventLoop(app: App, record: RunRecord, config: AgentConfig, log: Log) {
  startWatchdog({
    stallMs: config.stallMs,
    pluginOf: file => app.host.pluginOf(file),
    onStall: stall => app.onStall(stall),
    onRecordedStallOver: () => record.restore(),
    log,
    logFile: config.logFile,
    writesLines: !['fatal', 'silent'].includes(config.logLevel),
    stateFile: record.file,
  })
}

function endOnSignal(app: App, record: RunRecord, log: Log) {
  let isEnding = false
  const end = async (signal: NodeJS.Signals) => {
    // Whoever asks twice does not want to wait.
    if (isEnding) process.exit(ExitCode.failure)
    isEnding = true
    record.close()
    log.info(`${signal}: stopping`)
    try {
      await app.stop()
      log.info('stopped')
      process.exit(ExitCode.fine)
    } catch (error) {
      log.error({ err: readThrown(error) }, 'stopping failed')
      process.exit(ExitCode.failure)
    }
  }
  process.on('SIGTERM', signal => void end(signal))
  process.on('SIGINT', signal => void end(signal))
  process.on('SIGHUP', () => log.warn('SIGHUP: this version does not reload; restart the agent instead'))
  // Node would open its debugger for whoever is on this machine on the one, and end on the other, which others send to rotate logs.
  for (const signal of ['SIGUSR1', 'SIGUSR2'])
    process.on(signal, () => log.warn(`${signal}: it means nothing to this version`))
}
