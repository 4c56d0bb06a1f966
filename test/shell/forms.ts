import { shLaunch } from '../../src/shell/sh-launch.ts'
import { shLaunchDeferred } from '../../src/shell/sh-launch-deferred.ts'
import type { ShBlockingOptions, ShCommand } from '../../src/shell/sh-options.ts'
import type { ShResult } from '../../src/shell/sh-result.ts'

export type Launcher = (command: ShCommand, options?: ShBlockingOptions) => ShResult | Promise<ShResult>

/** Both forms keep the same promises, so most sentences are tested on both. */
export const forms: readonly (readonly [name: string, launch: Launcher])[] = [
  ['shLaunchDeferred', shLaunchDeferred],
  ['shLaunch', shLaunch],
]
