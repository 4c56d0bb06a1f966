import { setTimeout as delay } from 'node:timers/promises'
import { loadAgentConfig } from '../config/agent-config.ts'
import { MMC_ERR_NOT_RUNNING, MMC_ERR_STILL_RUNNING } from '../errors.ts'
import type { AgentOptions } from './options.ts'
import { isAgent, runningPid } from './pid-file.ts'

const lookAgainMs = 50

/**
 * `mmc-agent -k`: asks the agent of the pid file to stop, and waits until it has.
 *
 * @throws AgentError when there is none, or when it does not stop in its time
 */
export async function stop({ inifile }: AgentOptions): Promise<void> {
  const { pidFile, stopSeconds, activateSeconds } = loadAgentConfig(inifile)
  if (pidFile === undefined) throw MMC_ERR_NOT_RUNNING(`${inifile} names no [daemon] pidfile`)
  const pid = runningPid(pidFile)
  if (pid === undefined) throw MMC_ERR_NOT_RUNNING(`${pidFile} names no agent that runs`)

  try {
    process.kill(pid, 'SIGTERM')
  } catch {
    throw MMC_ERR_NOT_RUNNING(`process ${pid} belongs to another user`)
  }
  // The agent waits for its calls, and then for each plugin in turn; most have nothing to undo.
  const longestSeconds = stopSeconds + 6 * activateSeconds
  const lastMoment = Date.now() + longestSeconds * 1000
  while (isAgent(pid)) {
    if (Date.now() > lastMoment) throw MMC_ERR_STILL_RUNNING(pid, longestSeconds)
    await delay(lookAgainMs)
  }
}
