import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import type { CopyLimits } from '../../rpc/copy-value.ts'
import { outputLimit } from '../../shell/output-limit.ts'
import type { Plugin } from '../plugin.ts'
import type { IsolationSettings } from './isolation-settings.ts'
import type { SharedCounters, WorkerData } from './messages.ts'
import { reserveMb } from './worker-memory.ts'

/** What the thread of a plugin is made of. */
export interface ThreadOptions {
  readonly plugin: Plugin
  readonly settings: IsolationSettings
  readonly limits: CopyLimits
}

/**
 * Starts the thread of an isolated plugin.
 *
 * @param ways - by which agent and thread speak to each other
 * @throws Error as node:worker_threads has it
 */
export function startWorker(
  { plugin, settings, limits }: ThreadOptions,
  ways: Pick<WorkerData, 'port' | 'answers' | 'shared'>,
): Worker {
  const { name, folder, configFile } = plugin
  const options = {
    name,
    workerData: {
      name,
      folder,
      configFile,
      limits,
      memoryMb: settings.memoryMb,
      commandOutputBytes: outputLimit(),
      ...ways,
    } satisfies WorkerData,
    transferList: [ways.port, ways.answers],
    resourceLimits: { maxOldGenerationSizeMb: settings.memoryMb + reserveMb },
    stdout: true,
    stderr: true,
  }
  const file = new URL('./worker.js', import.meta.url)
  try {
    // Workers that the plugin makes inherit it, and so know 'mmc-agent' too.
    const hook = new URL('../install-resolve-hook.js', import.meta.url)
    return new Worker(file, { ...options, execArgv: [...process.execArgv, '--import', hook.href] })
  } catch (error) {
    // Options of the process, such as --max-old-space-size, can be inherited and not be named.
    if (codeOf(error) !== 'ERR_WORKER_INVALID_EXEC_ARGV') throw error
    return new Worker(file, options)
  }
}

/** The agent's end, and the thread's. */
export function portPair(): [MessagePort, MessagePort] {
  const { port1, port2 } = new MessageChannel()
  return [port1, port2]
}

export function sharedCounters(): SharedCounters {
  return {
    begun: new BigInt64Array(new SharedArrayBuffer(8)),
    unread: new Int32Array(new SharedArrayBuffer(4)),
    answered: new Int32Array(new SharedArrayBuffer(4)),
  }
}

/** Of an error of Node's. */
export function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
}
