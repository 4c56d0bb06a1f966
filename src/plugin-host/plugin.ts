import type { Log } from '../log.ts'
import type { Authenticator, Provisioner } from '../rpc/authentication.ts'
import type { Method } from '../rpc/method.ts'
import type { PluginDescription } from '../rpc/plugin-description.ts'
import type { CurrentPlugin } from '../rpc/scope.ts'
import type { RpcValue } from '../rpc/value.ts'
import { bindConfigFile } from './plugin-config.ts'
import type { PluginExports, PluginVersions } from './plugin-exports.ts'
import {
  type HealthCheck,
  type Phase,
  type PluginReport,
  type PluginState,
  statusOf,
} from './plugin-state.ts'

export interface PluginOptions {
  readonly name: string
  readonly folder: string
  /** Why it cannot be loaded, as its folder shows; undefined where nothing is wrong so far. */
  readonly problem: string | undefined
  /** Its ini file; absolute, and not necessarily there. */
  readonly configFile: string
  readonly required: boolean
  readonly log: Log
  /** What the plugins of the agent share for logging in. */
  readonly authentication: SharedAuthentication
  /** Runs a call that the plugin makes in its own name. */
  readonly call: (plugin: CurrentPlugin, method: string, params: readonly RpcValue[]) => Promise<RpcValue>
}

/** The registry as the host holds it. */
export interface SharedAuthentication {
  readonly authenticators: Map<string, Authenticator>
  readonly provisioners: Map<string, Provisioner>
}

/**
 * One plugin and all that happens to it; what its own code sees of this through `currentPlugin()` is
 * {@link CurrentPlugin}.
 */
export class Plugin implements CurrentPlugin {
  readonly name: string
  readonly folder: string
  readonly problem: string | undefined
  readonly configFile: string
  readonly required: boolean
  readonly log: Log
  readonly authentication: SharedAuthentication
  /** What its module exports; undefined until it has been imported. */
  exports: PluginExports | undefined
  /** What `mmc-agent build` wrote about its functions; undefined for a plugin without types. */
  description: PluginDescription | undefined
  /** What its author should know, in words; it works all the same. */
  readonly warnings: string[] = []
  /** What the operator should know of its files, in words. */
  readonly fileWarnings: string[] = []
  versions: PluginVersions | undefined
  /** What it exports to callers now. */
  methods: readonly Method[] = []
  health: HealthCheck | null = null
  /** Whether `activate()` has been called, and not undone. */
  wasEntered = false
  /** Why `activate()` is about to return false, if it said. */
  declineReason: string | undefined

  readonly timingsMs: Partial<Record<Phase, number>> = {}
  readonly #call: PluginOptions['call']
  #life = new AbortController()
  readonly #registrations: (() => void)[] = []
  #state: PluginState = 'discovered'
  #phase: Phase = 'config'
  #reason: string | null = null
  #since = new Date()
  #comesBackAt: Date | null = null

  constructor({ name, folder, problem, configFile, required, log, authentication, call }: PluginOptions) {
    this.name = name
    this.folder = folder
    this.problem = problem
    this.configFile = configFile
    this.required = required
    this.log = log.child({ plugin: name })
    this.authentication = authentication
    this.#call = call
  }

  get signal(): AbortSignal {
    return this.#life.signal
  }

  get state(): PluginState {
    return this.#state
  }

  get reason(): string | null {
    return this.#reason
  }

  call(method: string, ...params: RpcValue[]): Promise<RpcValue> {
    return this.#call(this, method, params)
  }

  registerAuthenticator(name: string, authenticator: Authenticator): void {
    this.#register('authenticator', this.authentication.authenticators, name, authenticator)
  }

  registerProvisioner(name: string, provisioner: Provisioner): void {
    this.#register('provisioner', this.authentication.provisioners, name, provisioner)
  }

  decline(reason: string): false {
    // A plugin in JavaScript can pass anything.
    if (typeof reason === 'string' && reason !== '') this.declineReason = reason
    return false
  }

  /** Its life begins, or begins anew: nothing of an earlier one counts any more, its settings included. */
  begin(): void {
    this.#life = new AbortController()
    this.declineReason = undefined
    this.health = null
    this.warnings.length = 0
    this.fileWarnings.length = 0
    bindConfigFile(this, this.configFile)
  }

  /** The plugin has come to a new state; `reason` says why it is not active, and the date when it comes back by itself. */
  become(state: PluginState, reason: string | null = null, comesBackAt: Date | null = null): void {
    this.#state = state
    this.#reason = reason
    this.#since = new Date()
    this.#comesBackAt = comesBackAt
  }

  enter(phase: Phase): void {
    this.#phase = phase
  }

  /** Ends what runs in the plugin's name, and takes back what it has registered. */
  end(): void {
    for (const takeBack of this.#registrations.splice(0)) takeBack()
    this.#life.abort(new Error(`plugin '${this.name}' was stopped`))
  }

  /** No plugin may put itself in the place of another: it would get to see passwords. */
  #register<Part>(kind: string, registry: Map<string, Part>, name: string, part: Part) {
    if (registry.has(name))
      throw new Error(`the name '${name}' is taken: another ${kind} is registered under it`)
    registry.set(name, part)
    this.#registrations.push(() => registry.delete(name))
  }

  report(): PluginReport {
    return {
      name: this.name,
      state: this.#state,
      status: statusOf(this.#state, this.required, this.health),
      required: this.required,
      reason: this.#reason,
      since: this.#since.toISOString(),
      comesBackAt: this.#comesBackAt?.toISOString() ?? null,
      phase: this.#phase,
      timingsMs: { ...this.timingsMs },
      version: this.versions?.version ?? null,
      apiVersion: this.versions?.apiVersion ?? null,
      revision: this.versions?.revision ?? null,
      methods: this.methods.length,
      health: this.health,
    }
  }
}
