import { realpathSync } from 'node:fs'
import { join, relative } from 'node:path'
import { FileGuard } from '../config/file-guard.ts'
import {
  MMC_ERR_PLUGIN_CIRCLE,
  MMC_ERR_PLUGIN_MISSING_DEPENDENCY,
  MMC_ERR_PLUGIN_REQUIRED,
} from '../errors.ts'
import { isInside } from '../files/is-inside.ts'
import type { Log } from '../log.ts'
import type { Extensions } from '../rpc/capabilities.ts'
import { withinTime } from '../rpc/time-limit.ts'
import { activationOrder } from './activation-order.ts'
import { discoverPlugins, type PluginFolder } from './discover.ts'
import { checkHealth } from './health-checks.ts'
import { LifeCycle, type LifeCycleOptions } from './life-cycle.ts'
import { Plugin, type PluginOptions, type SharedAuthentication } from './plugin.ts'
import type { PluginReport } from './plugin-state.ts'
import { logWarnings, pluginWarnings } from './plugin-warnings.ts'
import { installResolveHook } from './resolve-hook.ts'
import { Restarts } from './restarts.ts'

/** For how long a stopping agent waits for what is being activated; whoever stops it must not wait for `activateseconds`. */
const patienceMs = 2000

/** Beside its own, the host has how XML-RPC writes what it has no type for: its warnings depend on it. */
export interface PluginHostOptions extends LifeCycleOptions, Extensions {
  /** Absolute, in the order in which they are searched. */
  readonly pluginDirs: readonly string[]
  /** Where each plugin's `<name>.ini` lies; absolute. */
  readonly pluginConfDir: string
  /** Names of the plugins without which the agent is of no use. */
  readonly required: readonly string[]
  /** Longest time for one health(), in ms. */
  readonly healthTimeoutMs: number
  readonly log: Log
  /** Runs a call that a plugin makes in its own name. */
  readonly call: PluginOptions['call']
  /** Why an enabled plugin is not to begin with this start, and when it comes back. Default: all begin. */
  readonly heldBack?: (name: string) => { readonly reason: string; readonly comesBackAt: Date } | undefined
  /** Learns of each death of an isolated plugin's worker; may quarantine it. Default: nobody. */
  readonly onCrash?: (plugin: string, reason: string) => void
}

const healthIntervalMs = 10_000

/**
 * Finds the plugins, brings them to life in their order, looks after their health and takes them down in reverse order.
 */
export class PluginHost {
  readonly #options: PluginHostOptions
  readonly #lifeCycle: LifeCycle
  readonly #plugins = new Map<string, Plugin>()
  /** Where the code of each plugin lies, as Node names its files: links are resolved. */
  readonly #places = new Map<string, string>()
  /** In the order of their activation. */
  #sequence: readonly Plugin[] = []
  readonly #authentication: SharedAuthentication = { authenticators: new Map(), provisioners: new Map() }
  readonly #folderWarnings: string[] = []
  #activation: Promise<void> = Promise.resolve()
  #isActivated = false
  #isStopping = false
  readonly #restarts = new Restarts()
  #healthTimer: NodeJS.Timeout | undefined

  constructor(options: PluginHostOptions) {
    this.#options = options
    this.#lifeCycle = new LifeCycle(options, (...death) => this.#restart(...death))
  }

  /**
   * Finds, configures and imports the plugins and settles their order; none is activated yet.
   *
   * @throws AgentError for a plugin directory that cannot be read, or for one that others can write to
   */
  async load(): Promise<void> {
    await installResolveHook()
    this.#checkFolders()
    for (const found of this.#discover()) {
      const plugin = this.#build(found)
      this.#plugins.set(plugin.name, plugin)
      await this.#lifeCycle.configure(plugin)
      const held = plugin.state === 'discovered' ? this.#options.heldBack?.(plugin.name) : undefined
      if (held !== undefined) await this.#lifeCycle.quarantine(plugin, held.reason, held.comesBackAt)
    }
    for (const plugin of this.#inState('discovered')) await this.#lifeCycle.load(plugin)
    await this.#settleOrder()
  }

  /** Finds out, after `load`, which plugins could not be activated because of others; activates none. */
  async rehearse(): Promise<void> {
    for (const plugin of this.#sequence) await this.#hasDependencies(plugin, 'discovered')
  }

  /**
   * Activates what `load` has put in order.
   *
   * @throws AgentError when a required plugin has not become active
   */
  async activate(): Promise<void> {
    this.#activation = this.#activateAll()
    await this.#activation
    if (this.#isStopping) return
    for (const plugin of this.#plugins.values()) this.#tellOutcome(plugin)
    for (const plugin of this.#active()) logWarnings(plugin, pluginWarnings(plugin, this.#options))
    this.#checkRequired()
    await this.checkHealth()
    if (this.#isStopping) return
    this.#isActivated = true
    this.#healthTimer = setInterval(() => void this.checkHealth(), healthIntervalMs).unref()
  }

  /** What is being activated is active or failed then, unless it hangs, and nothing more is begun. */
  async #endOfActivation() {
    try {
      const hangs = () => new Error('a plugin is still being activated, and is not waited for any longer')
      await withinTime(this.#activation, patienceMs, hangs)
    } catch (error) {
      this.#options.log.warn((error as Error).message)
    }
  }

  async #activateAll() {
    for (const plugin of this.#sequence) {
      if (this.#isStopping) return
      if (await this.#hasDependencies(plugin)) await this.#lifeCycle.activate(plugin)
    }
    for (const plugin of this.#active()) {
      if (this.#isStopping) return
      if (await this.#hasDependencies(plugin)) await this.#lifeCycle.activateFurther(plugin)
    }
  }

  /**
   * Takes a plugin out of service, until it is revived. Never rejects; a plugin that is neither active nor about to be
   * started anew is left as it is.
   *
   * @param reason - in words, for health and callers
   * @param comesBackAt - when somebody will revive it, for health; null: not by itself
   */
  quarantine(name: string, reason: string, comesBackAt: Date | null = null): Promise<void> {
    return this.#change(async () => {
      const plugin = this.#plugins.get(name)
      const isToReturn = this.#restarts.cancel(name)
      if (plugin?.state === 'active' || (plugin && isToReturn))
        await this.#lifeCycle.quarantine(plugin, reason, comesBackAt)
    })
  }

  /**
   * Begins the life of a plugin anew that is quarantined or has failed, its ini file included. Never rejects: what goes wrong
   * becomes the plugin's state.
   */
  revive(name: string): Promise<void> {
    return this.#change(async () => {
      const plugin = this.#plugins.get(name)
      if (plugin !== undefined && canBeginAnew(plugin)) await this.#beginAnew(plugin)
    })
  }

  async #beginAnew(plugin: Plugin) {
    this.#restarts.cancel(plugin.name)
    await this.#lifeCycle.configure(plugin)
    if (plugin.state === 'discovered') await this.#lifeCycle.load(plugin)
    if (plugin.state === 'discovered' && (await this.#hasDependencies(plugin))) {
      // What it needs is active already, and so comes before it.
      this.#sequence = [...this.#sequence.filter(other => other !== plugin), plugin]
      await this.#lifeCycle.activate(plugin)
      if (this.#active().includes(plugin)) await this.#lifeCycle.activateFurther(plugin)
    }
    this.#tellOutcome(plugin)
  }

  /** The worker of a plugin has died. In a step of its life, that is the failure of the step; else the plugin begins anew. */
  #restart(plugin: Plugin, cause: string, wasInService: boolean) {
    const { name, state, log } = plugin
    const isActive = wasInService && state === 'active' && !this.#isStopping
    const pauseMs = isActive ? this.#restarts.pauseAfterDeath(name) : 0
    const next = pauseMs === 0 ? 'it is started anew' : `it is started anew in ${pauseMs / 1000} s`
    log.error(`plugin '${name}': its worker has ended: ${cause}${isActive ? `; ${next}` : ''}`)
    // While it still counts as active, and before the restart is under way, so that a quarantine comes first.
    this.#options.onCrash?.(name, cause)
    if (isActive) this.#lifeCycle.lose(plugin, pauseMs === 0 ? null : `${cause}; ${next}`)
    if (isActive && pauseMs === 0) void this.#change(() => this.#renew(plugin))
    else if (isActive) this.#restarts.plan(name, pauseMs, () => void this.revive(name))
  }

  async #renew(plugin: Plugin) {
    // It may have been quarantined meanwhile.
    if (plugin.state !== 'active' || !(await this.#hasDependencies(plugin))) return
    await this.#lifeCycle.renew(plugin)
    this.#tellOutcome(plugin)
  }

  /** One change after the other, and none once the agent is stopping. */
  #change(make: () => Promise<void>): Promise<void> {
    const done = this.#activation.then(() => (this.#isStopping ? undefined : make()))
    this.#activation = done
    return done
  }

  /** Deactivates what is active, in reverse order. Never rejects. */
  async stop(): Promise<void> {
    this.#isStopping = true
    clearInterval(this.#healthTimer)
    this.#restarts.cancelAll()
    await this.#endOfActivation()
    for (const plugin of this.#active().reverse()) await this.#lifeCycle.stop(plugin)
    await Promise.all([...this.#plugins.values()].map(plugin => this.#lifeCycle.end(plugin)))
  }

  /** Asks every active plugin for its health now; the host itself does so every 10 s. Never rejects. */
  async checkHealth(): Promise<void> {
    await Promise.all(this.#active().map(plugin => checkHealth(plugin, this.#options.healthTimeoutMs)))
  }

  /** Whether all plugins have had their turn and the required ones are active. */
  get isReady(): boolean {
    return (
      this.#isActivated && this.#options.required.every(name => this.#plugins.get(name)?.state === 'active')
    )
  }

  /** One report per plugin, by name. */
  reports(): PluginReport[] {
    return [...this.#plugins.values()].map(plugin => plugin.report())
  }

  report(name: string): PluginReport | undefined {
    return this.#plugins.get(name)?.report()
  }

  /** The plugin in whose folder a file lies, and the file's path there; by the path that Node has for it. */
  pluginOf(file: string): { plugin: string; file: string } | undefined {
    for (const [plugin, place] of this.#places) {
      if (isInside(place, file)) return { plugin, file: relative(place, file) }
    }
    return undefined
  }

  /** What the author of a plugin should know, one line each. */
  warnings(name: string): string[] {
    const plugin = this.#plugins.get(name)
    return plugin === undefined ? [] : [...plugin.warnings, ...pluginWarnings(plugin, this.#options)]
  }

  /** What the operator should know of the folders and files of plugins, one line each. */
  get fileWarnings(): readonly string[] {
    const own = [...this.#plugins.values()].flatMap(({ name, fileWarnings }) =>
      fileWarnings.map(warning => `plugin '${name}': ${warning}`),
    )
    return [...this.#folderWarnings, ...own]
  }

  #checkFolders() {
    const { allowUnsafe, pluginConfDir, pluginDirs } = this.#options
    const guard = new FileGuard(allowUnsafe, warning => this.#warn(warning))
    for (const folder of [pluginConfDir, ...pluginDirs]) guard.folder(folder)
  }

  #discover() {
    const { plugins, shadowed } = discoverPlugins(this.#options.pluginDirs)
    for (const { name, folder } of shadowed)
      this.#warn(`${folder} is not loaded: a plugin '${name}' stands in an earlier plugin directory`)
    return plugins
  }

  #warn(warning: string) {
    this.#folderWarnings.push(warning)
    this.#options.log.warn(warning)
  }

  #build({ name, folder, problem }: PluginFolder) {
    const { required, pluginConfDir, log, call } = this.#options
    const configFile = join(pluginConfDir, `${name}.ini`)
    this.#places.set(name, realpathSync(folder))
    const authentication = this.#authentication
    return new Plugin({
      name,
      folder,
      problem,
      configFile,
      required: required.includes(name),
      log,
      authentication,
      call,
    })
  }

  async #settleOrder() {
    const loaded = this.#inState('discovered')
    const order = activationOrder(
      loaded.map(({ name, required, exports }) => ({ name, required, dependsOn: exports?.dependsOn ?? [] })),
    )
    for (const plugin of loaded) {
      const circle = order.circles.get(plugin.name)
      if (circle !== undefined) await this.#lifeCycle.fail(plugin, MMC_ERR_PLUGIN_CIRCLE(circle))
    }
    this.#sequence = order.sequence.flatMap(name => this.#plugins.get(name) ?? [])
  }

  /** A plugin whose dependencies are not all in the wanted state fails here, with the name and the state of the first of them. */
  async #hasDependencies(plugin: Plugin, wanted: Plugin['state'] = 'active'): Promise<boolean> {
    for (const name of plugin.exports?.dependsOn ?? []) {
      const dependency = this.#plugins.get(name)
      if (dependency?.state === wanted) continue
      const why = dependency === undefined ? 'is in no plugin directory' : `is ${inWords(dependency)}`
      await this.#lifeCycle.fail(plugin, MMC_ERR_PLUGIN_MISSING_DEPENDENCY(plugin.name, name, why))
      return false
    }
    return true
  }

  /** A line for each plugin; those that failed or were taken out have had theirs. */
  #tellOutcome({ name, state, reason, versions, methods, log }: Plugin) {
    if (state === 'active')
      log.info(`plugin '${name}' ${versions?.version} is active with ${methods.length} methods`)
    else if (state !== 'failed' && state !== 'quarantined')
      log.info(`plugin '${name}' is ${state}: ${reason}`)
  }

  #checkRequired() {
    for (const name of this.#options.required) {
      const plugin = this.#plugins.get(name)
      if (plugin?.state === 'active') continue
      throw MMC_ERR_PLUGIN_REQUIRED(
        name,
        plugin === undefined ? this.#whereItWasSought() : `it is ${inWords(plugin)}`,
      )
    }
  }

  #whereItWasSought() {
    return `it is not in ${this.#options.pluginDirs.join(', ')}; name its directory in [main] plugindirs, where 'bundled' stands for the plugins that came with the agent`
  }

  #active() {
    return this.#sequence.filter(({ state }) => state === 'active')
  }

  #inState(state: Plugin['state']) {
    return [...this.#plugins.values()].filter(plugin => plugin.state === state)
  }
}

/** Of one that is disabled or has declined, nothing has changed; the one that is active goes on. */
function canBeginAnew({ state }: Plugin) {
  return state === 'quarantined' || state === 'failed'
}

function inWords({ state, reason }: Plugin) {
  return reason === null ? state : `${state} (${reason})`
}
