import { lifeCycleStep } from './life-cycle-step.ts'
import type { Plugin } from './plugin.ts'
import type { HealthCheck } from './plugin-state.ts'
import { healthAnswer } from './step-answers.ts'
import { forDashboards, wordsOf } from './words.ts'

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
      const answer = await lifeCycleStep(plugin, 'health()', limit, () => health?.())
      const { status, output } = healthAnswer(answer)
      return { status, output: output === null ? null : forDashboards(output, plugin.folder) }
    } catch (error) {
      return { status: 'fail', output: wordsOf(error, plugin.folder) }
    }
  }
}
