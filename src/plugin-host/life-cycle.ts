import { FileGuard } from '../config/file-guard.ts'
import type { CopyLimits } from '../rpc/copy-value.ts'
import { checkNames, type MethodRegistry } from '../rpc/method-registry.ts'
import type { PluginDescription } from '../rpc/plugin-description.ts'
import { readThrown } from '../rpc/thrown.ts'
import { Isolate } from './isolation/isolate.ts'
import { readIsolation } from './isolation/isolation-settings.ts'
import { lifeCycleStep } from './life-cycle-step.ts'
import { loadPlugin } from './load-plugin.ts'
import type { Plugin } from './plugin.ts'
import { readEnablement } from './plugin-config.ts'
import { pluginMethods } from './plugin-methods.ts'
import type { Phase } from './plugin-state.ts'
import { readDescription } from './read-description.ts'
import { activate2Answer, activateAnswer } from './step-answers.ts'
import { absence, forDashboards, wordsOf } from './words.ts'

export interface LifeCycleOptions {
  readonly registry: MethodRegistry
  /** Longest time for each of import, activate, activate_2 and deactivate, in ms. */
  readonly activateTimeoutMs: number
  /** Whether files that others can write to are trusted all the same by an agent that runs as root. */
  readonly allowUnsafe: boolean
  /** Is told which step begins, and returns what is to be told of its end. Default: nobody. */
  readonly beginStep?: (plugin: string, step: string) => () => void
  /** Of what an isolated plugin hands over. */
  readonly limits: CopyLimits
}

/** Learns that the worker of an isolated plugin has died; in service, or in a step of its life. */
export type OnDeath = (plugin: Plugin, cause: string, wasInService: boolean) => void

/**
 * The steps of one plugin's life. None of them throws: what goes wrong becomes the plugin's state, with the reason in
 * words, and leaves none of its methods behind.
 */
export class LifeCycle {
  readonly #options: LifeCycleOptions
  readonly #onDeath: OnDeath
  /** Where the code of isolated plugins runs. */
  readonly #isolates = new Map<Plugin, Isolate>()

  constructor(options: LifeCycleOptions, onDeath: OnDeath) {
    this.#options = options
    this.#onDeath = onDeath
  }

  /** Looks into the plugin's ini file; a plugin that is not wanted costs no more than this. */
  async configure(plugin: Plugin): Promise<void> {
    plugin.begin()
    this.#isolates.delete(plugin)
    this.#leave(plugin, 'discovered', null)
    await this.#phase(plugin, 'config', async () => {
      const { enabled, reason, warnings } = readEnablement(plugin.configFile, plugin.required)
      if (!enabled) return this.#leave(plugin, 'disabled', reason)
      for (const warning of warnings) warn(plugin, plugin.fileWarnings, warning)
      await this.#checkFiles(plugin)
      if (plugin.problem !== undefined) throw new Error(plugin.problem)
      this.#isolate(plugin)
    })
  }

  async #checkFiles(plugin: Plugin) {
    const guard = new FileGuard(this.#options.allowUnsafe, warning =>
      warn(plugin, plugin.fileWarnings, warning),
    )
    guard.ini(plugin.configFile)
    await guard.tree(plugin.folder)
  }

  #isolate(plugin: Plugin) {
    const settings = readIsolation(plugin.configFile)
    if (settings === undefined) return
    const { limits } = this.#options
    const isolate = new Isolate({
      plugin,
      settings,
      limits,
      onDeath: (cause, wasInService) => this.#onDeath(plugin, cause, wasInService),
    })
    this.#isolates.set(plugin, isolate)
  }

  /** Imports the plugin's module, reads its exports and asks for its versions. */
  async load(plugin: Plugin): Promise<void> {
    await this.#phase(plugin, 'import', () =>
      this.#step(plugin, 'import', async () => {
        const isolate = this.#isolates.get(plugin)
        const { exports, versions } = await (isolate?.load() ?? loadPlugin(plugin.folder))
        const description = this.#readDescription(plugin)
        // Before activate() has set anything up: a name that cannot be called is known by now.
        checkNames(pluginMethods(plugin.name, plugin, exports, description))
        plugin.versions = versions
        plugin.description = description
        plugin.exports = exports
      }),
    )
  }

  /** A description that is out of date is no reason to do without the plugin. */
  #readDescription(plugin: Plugin): PluginDescription | undefined {
    try {
      return readDescription(plugin.folder)
    } catch (error) {
      warn(plugin, plugin.warnings, wordsOf(error, plugin.folder))
      return undefined
    }
  }

  /** Lets the plugin make its checks, and exports its functions if they went well. */
  async activate(plugin: Plugin): Promise<void> {
    await this.#activate(plugin)
    if (plugin.state === 'active') this.#isolates.get(plugin)?.open()
  }

  async #activate(plugin: Plugin) {
    const { exports } = plugin
    if (exports === undefined) return
    plugin.wasEntered = true
    await this.#phase(plugin, 'activate', async () => {
      const answer = await this.#step(plugin, 'activate()', () => exports.activate())
      if (!activateAnswer(answer)) return this.#decline(plugin)
      const methods = pluginMethods(plugin.name, plugin, exports, plugin.description)
      // One that begins anew has its methods there, so that callers wait for it.
      if (plugin.state === 'active') this.#withdraw(plugin)
      this.#options.registry.register(plugin.name, methods)
      plugin.methods = methods
      plugin.become('active')
    })
  }

  /** The second stage, once every plugin has had its first. */
  async activateFurther(plugin: Plugin): Promise<void> {
    const activate2 = plugin.exports?.activate_2
    if (activate2 === undefined) return
    await this.#phase(plugin, 'activate_2', async () => {
      activate2Answer(await this.#step(plugin, 'activate_2()', () => activate2()))
    })
  }

  /**
   * An active plugin's worker has died, and what it had set up has died with it.
   *
   * @param reason - why the plugin fails; null where it begins anew at once, and callers wait for it
   */
  lose(plugin: Plugin, reason: string | null): void {
    plugin.wasEntered = false
    if (reason !== null) this.#leave(plugin, 'failed', reason)
    plugin.end()
  }

  /** Takes all steps of a plugin again whose worker has died, while its callers wait. */
  async renew(plugin: Plugin): Promise<void> {
    plugin.begin()
    await this.load(plugin)
    if (plugin.state === 'active') await this.#activate(plugin)
    if (plugin.state === 'active') await this.activateFurther(plugin)
    if (plugin.state === 'active') this.#isolates.get(plugin)?.open()
  }

  /** Ends whatever of a plugin is there, without a step. */
  async end(plugin: Plugin): Promise<void> {
    plugin.end()
    await this.#isolates.get(plugin)?.end()
  }

  /** Takes an active plugin out: its methods first, then what it set up. */
  async stop(plugin: Plugin): Promise<void> {
    this.#leave(plugin, 'stopped', 'the agent is stopping')
    await this.#deactivate(plugin)
  }

  /** Takes a plugin out that does harm, or does not let it begin; it can begin anew. */
  async quarantine(plugin: Plugin, reason: string, comesBackAt: Date | null): Promise<void> {
    const words = forDashboards(reason, plugin.folder)
    this.#leave(plugin, 'quarantined', words, comesBackAt)
    const until = comesBackAt === null ? '' : ` until ${comesBackAt.toISOString()}`
    plugin.log.error(
      `plugin '${plugin.name}' is quarantined${until}: ${words}; mend it, and let it begin anew with mmc-agent release ${plugin.name}`,
    )
    await this.#deactivate(plugin)
  }

  /** Gives up a plugin: it is out of the registry, and what it had set up is undone. */
  async fail(plugin: Plugin, error: unknown): Promise<void> {
    this.#leave(plugin, 'failed', wordsOf(error, plugin.folder))
    plugin.log.error({ err: readThrown(error) }, `plugin '${plugin.name}' failed: ${plugin.reason}`)
    await this.#deactivate(plugin)
  }

  async #decline(plugin: Plugin) {
    const said =
      plugin.declineReason === undefined ? '' : `: ${forDashboards(plugin.declineReason, plugin.folder)}`
    this.#leave(plugin, 'declined', `activate() returned false${said}`)
    plugin.wasEntered = false
    await this.end(plugin)
  }

  #leave(plugin: Plugin, state: Plugin['state'], reason: string | null, comesBackAt: Date | null = null) {
    plugin.methods = []
    plugin.become(state, reason, comesBackAt)
    this.#withdraw(plugin)
  }

  #withdraw(plugin: Plugin) {
    this.#options.registry.withdraw(plugin.name, absence(plugin))
  }

  /** Undoes what activate() may have set up, whether or not it came to its end. */
  async #deactivate(plugin: Plugin) {
    const { wasEntered } = plugin
    plugin.wasEntered = false
    // A worker that does not end a step takes no other.
    if (!wasEntered || this.#isolates.get(plugin)?.isStuck) return this.end(plugin)
    try {
      await this.#step(plugin, 'deactivate()', () => plugin.exports?.deactivate?.())
    } catch (error) {
      plugin.log.error(
        { err: readThrown(error) },
        `plugin '${plugin.name}': deactivate() failed: ${wordsOf(error, plugin.folder)}`,
      )
    } finally {
      await this.end(plugin)
    }
  }

  async #phase(plugin: Plugin, phase: Phase, run: () => Promise<void>) {
    const start = performance.now()
    plugin.enter(phase)
    try {
      await run()
    } catch (error) {
      await this.fail(plugin, error)
    } finally {
      plugin.timingsMs[phase] = Math.round(performance.now() - start)
    }
  }

  async #step<T>(plugin: Plugin, step: string, run: () => T | PromiseLike<T>): Promise<T> {
    const limit = { timeoutMs: this.#options.activateTimeoutMs, option: 'activateseconds' }
    const ended = this.#options.beginStep?.(plugin.name, step)
    try {
      return await lifeCycleStep(plugin, step, limit, run)
    } finally {
      ended?.()
    }
  }
}

function warn(plugin: Plugin, warnings: string[], warning: string) {
  warnings.push(warning)
  plugin.log.warn(`plugin '${plugin.name}': ${warning}`)
}
