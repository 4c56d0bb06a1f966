import { AgentFault, FaultCode } from '../../rpc/fault.ts'
import { type CurrentCall, currentCall } from '../../rpc/scope.ts'
import type { LoadedPlugin } from '../load-plugin.ts'
import { absence } from '../words.ts'
import type { Step } from './messages.ts'
import { type Elsewhere, type PluginForm, pluginOf } from './plugin-form.ts'
import { NotBegun, PluginWorker, type PluginWorkerOptions } from './plugin-worker.ts'

export interface IsolateOptions extends Omit<PluginWorkerOptions, 'onDeath'> {
  /**
   * The worker has ended, and nobody wanted it to. Where it was not in service yet, the step of the plugin's life that it
   * was in fails.
   */
  readonly onDeath: (cause: string, wasInService: boolean) => void
}

/** From where calls come that are let in: while a plugin begins anew, other plugins may need it to become active themselves. */
type Opening = 'nobody' | 'plugins' | 'everybody'

/**
 * The code of an isolated plugin: in one worker thread after the other. Calls that come between two of them wait for the
 * next, within their own time.
 */
export class Isolate implements Elsewhere {
  readonly #options: IsolateOptions
  #worker: PluginWorker | undefined
  #opening: Opening = 'nobody'
  #waiting: (() => void)[] = []

  constructor(options: IsolateOptions) {
    this.#options = options
  }

  /**
   * Starts a worker and imports the plugin there.
   *
   * @throws what the import throws, or Error with the cause of the worker's death
   */
  async load(): Promise<LoadedPlugin> {
    await this.#worker?.end()
    const worker = new PluginWorker({
      ...this.#options,
      onDeath: cause => {
        const wasInService = this.#opening === 'everybody'
        this.#open('nobody')
        this.#options.onDeath(cause, wasInService)
      },
    })
    this.#worker = worker
    // What the worker's half makes of a plugin.
    return pluginOf((await worker.step('load')) as PluginForm, this)
  }

  /** Lets everybody in: all steps have been taken. */
  open(): void {
    this.#open('everybody')
  }

  /** A step has been begun and does not end, so that no other can be taken. */
  get isStuck(): boolean {
    return this.#worker?.isInStep ?? false
  }

  async step(step: Step): Promise<unknown> {
    if (this.#worker === undefined) throw new Error('the plugin has no worker')
    const answer = await this.#worker.step(step)
    if (step === 'activate' && answer === true) this.#open('plugins')
    return answer
  }

  async call(name: string, args: readonly unknown[]): Promise<unknown> {
    const call = currentCall()
    for (;;) {
      const worker = this.#worker
      if (worker === undefined || !this.#letsIn(call)) await this.#change()
      else {
        try {
          return await worker.call(name, args, call)
        } catch (error) {
          if (!(error instanceof NotBegun)) throw error
        }
      }
      // Nobody waits any more.
      if (call.signal.aborted) throw call.signal.reason
      const { plugin } = this.#options
      if (plugin.state !== 'active')
        throw new AgentFault(absence(plugin), { code: FaultCode.pluginNotActive })
    }
  }

  /** Ends the worker. Calls that wait for another are told what has become of the plugin. Never rejects. */
  async end(): Promise<void> {
    this.#open('nobody')
    await this.#worker?.end()
  }

  #letsIn({ door }: CurrentCall) {
    return this.#opening === 'everybody' || (this.#opening === 'plugins' && door === 'plugin')
  }

  #open(opening: Opening) {
    this.#opening = opening
    for (const goOn of this.#waiting.splice(0)) goOn()
  }

  #change(): Promise<void> {
    return new Promise(resolve => this.#waiting.push(resolve))
  }
}
