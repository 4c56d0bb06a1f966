import { type StdioOptions, spawnSync } from 'node:child_process'
import { isMainThread } from 'node:worker_threads'
import { currentScope, type Scope } from '../rpc/scope.ts'
import { decodeOutput } from './capped-output.ts'
import { ProcessGroup } from './process-group.ts'
import { type Launch, readLaunch, type ShBlockingOptions, type ShCommand } from './sh-options.ts'
import { neverRan, type ShResult } from './sh-result.ts'
import { startFailure } from './start-failure.ts'

/**
 * Runs a command and blocks until it has ended: for scripts. Inside an agent every other call waits
 * meanwhile; a method that does it is named in the log, once.
 *
 * It keeps the promises of {@link shLaunchDeferred} but for two: a blocked process cannot wait for a polite
 * end, so that a command whose time is up or whose output is too long gets SIGKILL at once, with its
 * children; and `maxOutputBytes` counts both streams together.
 *
 * @param command - a text for `/bin/sh -c`, or an array of program and arguments that no shell touches
 * @param options - limits, input, environment: see {@link ShBlockingOptions}
 * @returns how the command ended, whatever its exit code; 127 or 126 if it could not be started
 * @throws TypeError when command or options are not what they must be, and nothing else
 */
export function shLaunch(command: ShCommand, options: ShBlockingOptions = {}): ShResult {
  const launch = readLaunch(command, options, 'blocking')
  warnOfBlocking(currentScope())

  const begun = performance.now()
  const { pid, status, signal, stdout, stderr, error } = run(launch)
  if (pid === 0) return neverRan(launch.command, startFailure(launch, error))

  const timedOut = codeOf(error) === 'ETIMEDOUT'
  const truncated = codeOf(error) === 'ENOBUFS'
  if (timedOut || truncated) killGroup(pid)
  return {
    command: launch.command,
    exitCode: status,
    out: decodeOutput(stdout.subarray(0, launch.maxOutputBytes), truncated),
    err: decodeOutput(stderr.subarray(0, launch.maxOutputBytes), truncated),
    signal,
    timedOut,
    aborted: false,
    truncated,
    durationMs: Math.round(performance.now() - begun),
  }
}

const warned = new Set<string>()

function warnOfBlocking(scope: Scope | undefined) {
  if (!scope?.call) return
  const { method, log } = scope.call
  const plugin = scope.plugin === null ? 'the agent' : `plugin '${scope.plugin.name}'`
  const who = `${method} of ${plugin}`
  if (warned.has(who)) return
  warned.add(who)
  log.warn(
    `${who} calls shLaunch, which blocks ${isMainThread ? 'the whole agent' : 'its plugin'}; use shLaunchDeferred instead`,
  )
}

function run({ file, args, cwd, env, input, timeoutMs, maxOutputBytes }: Launch) {
  // execaSync refuses `detached`, and with it the group that can be killed. Node's spawnSync does not mention
  // the option either, but hands it on (src/spawn_sync.cc); a variable, because the types do not know it.
  const options = {
    detached: true,
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'] satisfies StdioOptions,
    env,
    timeout: timeoutMs,
    maxBuffer: maxOutputBytes,
    // spawnSync sends one signal and waits; a command that ignores SIGTERM would block the process for ever.
    killSignal: 'SIGKILL' as const,
    ...(cwd === undefined ? {} : { cwd }),
    ...(input === undefined ? {} : { input }),
  }
  return spawnSync(file, args, options)
}

function codeOf(error: NodeJS.ErrnoException | undefined) {
  return error?.code
}

function killGroup(leader: number) {
  const group = new ProcessGroup(leader)
  group.kill()
  group.release()
}
