import { currentScope } from '../rpc/scope.ts'
import { endOf } from './end-of-command.ts'
import { readLaunch, type ShCommand, type ShOptions } from './sh-options.ts'
import { neverRan, type ShResult } from './sh-result.ts'
import { startChild } from './start-child.ts'
import { startFailure } from './start-failure.ts'

/**
 * Runs a command without holding up the agent.
 *
 * The command gets a clean environment and an empty standard input. When its time is up, its output too long
 * or its signal fires, it gets SIGTERM and then SIGKILL, together with its children; when the agent exits,
 * SIGKILL. A child that it leaves in the background keeps the promise waiting while it holds the output, and
 * else lives on.
 *
 * @param command - a text for `/bin/sh -c`, or an array of program and arguments that no shell touches
 * @param options - limits, input, environment, signal: see {@link ShOptions}
 * @returns how the command ended, whatever its exit code; 127 or 126 if it could not be started
 * @throws TypeError when command or options are not what they must be, and nothing else
 *
 * @example
 * const { exitCode, out } = await shLaunchDeferred(['df', '--output=avail', directory])
 */
export async function shLaunchDeferred(command: ShCommand, options: ShOptions = {}): Promise<ShResult> {
  const launch = readLaunch(command, options, 'deferred')
  const signal = launch.signal === undefined ? signalOfScope() : launch.signal
  if (signal?.aborted) return neverRan(launch.command, { aborted: true })

  const begun = performance.now()
  const started = startChild(launch)
  if ('failure' in started) return neverRan(launch.command, startFailure(launch, await started.failure))

  const ending = await endOf(started, launch, signal)
  return { command: launch.command, ...ending, durationMs: Math.round(performance.now() - begun) }
}

/** A command serves the call that asked for it; in a life-cycle step, the plugin; in a script, nobody. */
function signalOfScope(): AbortSignal | null {
  const scope = currentScope()
  return scope?.call?.signal ?? scope?.plugin?.signal ?? null
}
