import type { Log } from '../../log.ts'
import type { AuthenticationRegistry, Authenticator, Provisioner } from '../../rpc/authentication.ts'
import type { CopyLimits } from '../../rpc/copy-value.ts'
import { type CurrentPlugin, runInScope } from '../../rpc/scope.ts'
import type { RpcValue } from '../../rpc/value.ts'
import type { AgentLink } from './agent-link.ts'
import { crossingParams } from './crossing.ts'
import type { WorkerData } from './messages.ts'
import { WorkerLog } from './worker-log.ts'
import { WorkerParts } from './worker-parts.ts'

/** The plugin of a worker, as its own code sees it through `currentPlugin()`. */
export class WorkerPlugin implements CurrentPlugin {
  readonly name: string
  readonly log: Log
  readonly parts: WorkerParts
  readonly #link: AgentLink
  readonly #limits: CopyLimits
  readonly #life = new AbortController()

  constructor({ name, limits }: WorkerData, link: AgentLink) {
    this.name = name
    this.log = new WorkerLog(link)
    this.parts = new WorkerParts(link, limits)
    this.#link = link
    this.#limits = limits
  }

  get signal(): AbortSignal {
    return this.#life.signal
  }

  get authentication(): AuthenticationRegistry {
    return this.parts
  }

  async call(method: string, ...params: RpcValue[]): Promise<RpcValue> {
    const crossing = crossingParams(params, this.#limits)
    // What comes is what the agent's dispatcher has answered.
    return (await this.#link.request({ kind: 'call', from: null, method, params: crossing })) as RpcValue
  }

  registerAuthenticator(name: string, authenticator: Authenticator): void {
    this.parts.register('authenticator', name, authenticator)
  }

  registerProvisioner(name: string, provisioner: Provisioner): void {
    this.parts.register('provisioner', name, provisioner)
  }

  decline(reason: string): false {
    // A plugin in JavaScript can pass anything.
    if (typeof reason === 'string' && reason !== '') this.#link.send({ kind: 'decline', reason })
    return false
  }

  /** The plugin is stopped: what listens to its signal is its own code. */
  end(): void {
    runInScope({ plugin: this, call: null }, () =>
      this.#life.abort(new Error(`plugin '${this.name}' was stopped`)),
    )
  }
}
