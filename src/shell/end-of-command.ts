import { setMaxListeners } from 'node:events'
import { CappedOutput } from './capped-output.ts'
import { ProcessGroup } from './process-group.ts'
import type { Launch } from './sh-options.ts'
import type { ShResult } from './sh-result.ts'
import type { RunningChild } from './start-child.ts'

/**
 * How long the pipes of a killed command may take to close, in ms: a child that has left the process group
 * may hold them for ever.
 */
const lastWaitMs = 1000

/** Why a command is killed. */
type Cause = 'timedOut' | 'aborted' | 'truncated'

/**
 * Waits for the end of a command, and brings it about when there is cause to. Whatever the command does, this
 * resolves, and leaves no process of the group, no timer and no listener behind.
 */
export async function endOf(
  running: RunningChild,
  launch: Launch,
  signal: AbortSignal | null,
): Promise<Omit<ShResult, 'command' | 'durationMs'>> {
  const { child, ended } = running
  const group = new ProcessGroup(running.pid)
  // From the leader's end on, an empty group must be known as such.
  child.once('exit', () => group.isAlive())
  const out = new CappedOutput(launch.maxOutputBytes)
  const err = new CappedOutput(launch.maxOutputBytes)
  const causes = new Causes(launch.timeoutMs, signal)
  for (const [stream, output] of [
    [child.stdout, out],
    [child.stderr, err],
  ] as const) {
    stream?.on('data', (chunk: Uint8Array) => {
      output.add(chunk)
      if (output.overflowed) causes.give('truncated')
    })
  }

  const cause = await Promise.race([ended.then(() => undefined), causes.first])
  causes.dismiss()
  if (cause !== undefined) {
    await group.end(launch.killGraceMs)
    await letGo(running)
  }
  group.release()

  return {
    exitCode: child.exitCode,
    out: out.toString(),
    err: err.toString(),
    signal: child.signalCode,
    timedOut: cause === 'timedOut',
    aborted: cause === 'aborted',
    truncated: out.overflowed || err.overflowed,
  }
}

/** All that may give cause to kill one command. */
class Causes {
  /** The cause that came first. */
  readonly first: Promise<Cause>
  give: (cause: Cause) => void = () => {}
  readonly #timer: NodeJS.Timeout | undefined
  readonly #signal: AbortSignal | null
  readonly #aborted = () => this.give('aborted')

  constructor(timeoutMs: number, signal: AbortSignal | null) {
    this.first = new Promise(resolve => {
      this.give = resolve
    })
    if (timeoutMs !== 0) this.#timer = setTimeout(() => this.give('timedOut'), timeoutMs)
    this.#signal = signal
    if (signal === null) return
    // A method may run many commands at once; Node would take their listeners for a leak.
    setMaxListeners(0, signal)
    signal.addEventListener('abort', this.#aborted)
  }

  dismiss(): void {
    clearTimeout(this.#timer)
    this.#signal?.removeEventListener('abort', this.#aborted)
  }
}

/** Gives the command a last moment to close its pipes, and closes them on our side. */
async function letGo({ child, ended }: RunningChild) {
  let timer: NodeJS.Timeout | undefined
  const waited = new Promise(resolve => {
    timer = setTimeout(resolve, lastWaitMs)
  })
  await Promise.race([ended, waited])
  clearTimeout(timer)
  for (const pipe of [child.stdin, child.stdout, child.stderr]) pipe?.destroy()
  // A process that hangs inside the kernel survives even SIGKILL; it must not keep the agent alive.
  child.unref()
}
