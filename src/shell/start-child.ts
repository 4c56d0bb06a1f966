import type { ChildProcess } from 'node:child_process'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { execa } from 'execa'
import type { Launch } from './sh-options.ts'

export interface RunningChild {
  readonly pid: number
  readonly child: ChildProcess
  /** Resolves when the child has ended and its pipes are closed. Never rejects. */
  readonly ended: Promise<unknown>
}

/** A child that could not be started. */
export interface StillbornChild {
  /** Resolves to Node's error. Never rejects. */
  readonly failure: Promise<unknown>
}

/**
 * Starts a command through execa, as the leader of a process group of its own.
 *
 * Limits and output stay out of execa's hands: its timeout ends the leader only and then waits for children
 * that hold the pipes, and it copies all output of a failed command into an error message.
 */
export function startChild({ file, args, cwd, env, input }: Launch): RunningChild | StillbornChild {
  const births = watchBirths()
  try {
    const child = execa(file, args, {
      detached: true,
      cleanup: false,
      reject: false,
      buffer: false,
      // With NODE_DEBUG=execa in the agent's environment it would print the arguments.
      verbose: 'none',
      extendEnv: false,
      env,
      ...(cwd === undefined ? {} : { cwd }),
      ...(input === undefined ? { stdin: 'ignore' } : { input }),
    })
    const { pid } = child
    return pid === undefined ? { failure: child.then(({ cause }) => cause) } : { pid, child, ended: child }
  } catch (thrown) {
    return { failure: nextTurn().then(() => births.error ?? thrown) }
  } finally {
    births.unwatch()
  }
}

/**
 * Listens for errors of the processes that Node makes from now on.
 *
 * When the agent is out of file descriptors, execa 9.6 throws over the missing pipes before it listens to the
 * child, and the child's own error event, heard by nobody, would end the agent.
 */
function watchBirths() {
  const births: { error: Error | undefined; unwatch(): void } = {
    error: undefined,
    unwatch: () => unsubscribe('child_process', born),
  }
  function born(message: unknown) {
    // The cast is Node's word: the channel 'child_process' publishes { process }.
    const { process: child } = message as { process: ChildProcess }
    child.on('error', error => {
      births.error = error
    })
  }
  subscribe('child_process', born)
  return births
}
