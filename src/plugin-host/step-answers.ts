import { inspect } from 'node:util'
import { MMC_ERR_PLUGIN_RESULT } from '../errors.ts'
import type { HealthCheck, HealthStatus } from './plugin-state.ts'

/** @throws AgentError where `activate()` answered neither true nor false */
export function activateAnswer(answer: unknown): boolean {
  if (answer === true || answer === false) return answer
  throw MMC_ERR_PLUGIN_RESULT('activate()', inWords(answer), 'true to be exported or false to decline')
}

/** @throws AgentError where `activate_2()` answered anything but true */
export function activate2Answer(answer: unknown): true {
  if (answer === true) return answer
  throw MMC_ERR_PLUGIN_RESULT('activate_2()', inWords(answer), 'true')
}

/** @throws Error where `health()` answered something else than it should */
export function healthAnswer(answer: unknown): Omit<HealthCheck, 'checkedAt'> {
  const { status, output = null } = (answer ?? {}) as { status?: unknown; output?: unknown }
  if (isStatus(status) && (output === null || typeof output === 'string')) return { status, output }
  throw new Error(
    `health() returned ${inWords(answer)}; expected { status: 'pass' | 'warn' | 'fail', output?: string }`,
  )
}

function inWords(answer: unknown) {
  return inspect(answer, { depth: 0, customInspect: false })
}

function isStatus(status: unknown): status is HealthStatus {
  return status === 'pass' || status === 'warn' || status === 'fail'
}
