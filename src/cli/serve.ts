import { type App, buildApp } from '../app.ts'
import { loadAgentConfig } from '../config/agent-config.ts'
import { checkAgentFiles } from '../config/file-guard.ts'
import { ExitCode } from '../errors.ts'
import { surviveLateErrors } from '../late-errors.ts'
import type { Log } from '../log.ts'
import { buildLog } from '../logging.ts'
import { readThrown } from '../rpc/thrown.ts'
import { accountWords, become, findAccount } from './account.ts'
import { listen } from './listen.ts'
import type { AgentOptions } from './options.ts'
import { checkOutputs } from './outputs.ts'
import { claimPidFile } from './pid-file.ts'

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
  surviveLateErrors(log)
  const app = await buildApp(config, log)
  endOnSignal(app, log)
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

function endOnSignal(app: App, log: Log) {
  let isEnding = false
  const end = async (signal: NodeJS.Signals) => {
    // Whoever asks twice does not want to wait.
    if (isEnding) process.exit(ExitCode.failure)
    isEnding = true
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
}
