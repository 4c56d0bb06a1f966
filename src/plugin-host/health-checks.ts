import { inspect } from 'node:util'
import { lifeCycleStep } from './life-cycle-step.ts'
import type { Plugin } from './plugin.ts'
import type { HealthCheck, HealthStatus } from './plugin-state.ts'
import { forDashboards, wordsOf } from './words.ts'

const expected = "{ status: 'pass' | 'warn' | 'fail', output?: string }"

/**
 * Asks a plugin's `health()` once and keeps the answer for the polls until the next. Whatever goes wrong in it is the
 * plugin's failing health, and nothing else.
 */
export async function checkHealth(plugin: Plugin, timeoutMs: number): Promise<void> {
  const health = plugin.exports?.health
  if (health === undefined || plugin.state !== 'active') return
  const limit = { timeoutMs, option: 'healthseconds' }
  const { status, output } = await ask()
  if (plugin.health?.status !== status && (status !== 'pass' || plugin.health !== null)) {
    plugin.log.warn(`health of plugin '${plugin.name}': ${status}${output === null ? '' : `, ${output}`}`)
  }
  plugin.health = { status, output, checkedAt: new Date().toISOString() }

  async function ask(): Promise<Omit<HealthCheck, 'checkedAt'>> {
    try {
      return read(plugin, await lifeCycleStep(plugin, 'health()', limit, () => health?.()))
    } catch (error) {
      return { status: 'fail', output: wordsOf(error, plugin.folder) }
    }
  }
}

function read({ folder }: Plugin, answer: unknown): Omit<HealthCheck, 'checkedAt'> {
  const { status, output = null } = (answer ?? {}) as { status?: unknown; output?: unknown }
  if (isStatus(status) && output === null) return { status, output }
  if (isStatus(status) && typeof output === 'string') return { status, output: forDashboards(output, folder) }
  const found = inspect(answer, { depth: 0, customInspect: false })
  return { status: 'fail', output: forDashboards(`health() returned ${found}; expected ${expected}`, folder) }
}

function isStatus(status: unknown): status is HealthStatus {
  return status === 'pass' || status === 'warn' || status === 'fail'
}
