import { MMC_ERR_PLUGIN_STEP_TIME } from '../errors.ts'
import { runInScope } from '../rpc/scope.ts'
import { hideAdditions } from '../rpc/shared-prototypes.ts'
import { withinTime } from '../rpc/time-limit.ts'
import type { Plugin } from './plugin.ts'

/** Longest time for a step, and the option that says so. */
export interface StepLimit {
  readonly timeoutMs: number
  readonly option: string
}

/**
 * Runs some of a plugin's own code in the plugin's scope, but not for ever.
 *
 * @param step - what it is called in the words to the author, such as `activate()`
 * @throws AgentError when the time is up, else whatever the code throws
 */
export function lifeCycleStep<T>(
  plugin: Plugin,
  step: string,
  { timeoutMs, option }: StepLimit,
  run: () => T | PromiseLike<T>,
): Promise<T> {
  const running = runInScope({ plugin, call: null, step }, async () => {
    try {
      return await run()
    } finally {
      tellAdditions(plugin, step)
    }
  })
  return withinTime(running, timeoutMs, () => MMC_ERR_PLUGIN_STEP_TIME(step, timeoutMs / 1000, option))
}

function tellAdditions(plugin: Plugin, step: string) {
  const additions = hideAdditions()
  if (additions.length === 0) return
  plugin.log.warn(
    `plugin '${plugin.name}' has added ${additions.join(', ')} in ${step}; all plugins share it, and it is hidden from loops over names`,
  )
}
