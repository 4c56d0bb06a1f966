import { basename, dirname, resolve } from 'node:path'
import { loadAgentConfig } from '../config/agent-config.ts'
import { MMC_ERR_CONTRACT_PLUGIN } from '../errors.ts'
import { surviveLateErrors } from '../late-errors.ts'
import { buildLog } from '../logging.ts'
import { type DescribedPlugin, describePlugin } from '../plugin-host/describe-plugins.ts'
import { discoverPlugins, type PluginFolder } from '../plugin-host/discover.ts'
import type { AgentOptions } from './options.ts'
import { rehearsedHost } from './rehearsed-host.ts'

/**
 * Imports plugins without activating them.
 *
 * @param wanted - names of plugins, for which the configuration says where they lie, or folders, for which no configuration
 * is read; undefined: all that the configuration enables
 * @throws AgentError for one that is not there or cannot be imported
 */
export async function describedPlugins(
  options: AgentOptions,
  wanted: readonly string[] | undefined,
): Promise<DescribedPlugin[]> {
  const folders = wanted === undefined ? await enabledFolders(options) : wantedFolders(options, wanted)
  const plugins: DescribedPlugin[] = []
  for (const folder of folders) plugins.push(await described(folder))
  return plugins
}

async function enabledFolders(options: AgentOptions): Promise<PluginFolder[]> {
  const config = loadAgentConfig(options.inifile, options)
  const host = await rehearsedHost(config)
  const { plugins } = discoverPlugins(config.pluginDirs)
  return plugins.filter(({ name }) => {
    const report = host.report(name)
    if (report?.state === 'failed') throw MMC_ERR_CONTRACT_PLUGIN(name, report.reason ?? 'it fails')
    return report?.state === 'discovered'
  })
}

function wantedFolders(options: AgentOptions, wanted: readonly string[]): PluginFolder[] {
  // What a plugin leaves running as it is imported is not what was asked about.
  surviveLateErrors(buildLog({ level: 'silent' }))
  // An author's own checks need no agent, and so no configuration.
  const dirs = wanted.every(isPath) ? [] : loadAgentConfig(options.inifile, options).pluginDirs
  return wanted.map(name => {
    const folder = resolve(name)
    const [place, own] = isPath(name) ? [[dirname(folder)], basename(folder)] : [dirs, name]
    const found = discoverPlugins(place).plugins.find(plugin => plugin.name === own)
    if (found === undefined)
      throw MMC_ERR_CONTRACT_PLUGIN(own, `there is no such plugin in ${place.join(', ')}`)
    return found
  })
}

/** A name has no separator in it, and a plugin is not called `.` either. */
function isPath(text: string) {
  return /[/\\]|^\.+$/.test(text)
}

async function described(plugin: PluginFolder): Promise<DescribedPlugin> {
  if (plugin.problem !== undefined) throw MMC_ERR_CONTRACT_PLUGIN(plugin.name, plugin.problem)
  try {
    return await describePlugin(plugin)
  } catch (error) {
    throw MMC_ERR_CONTRACT_PLUGIN(plugin.name, error instanceof Error ? error.message : String(error))
  }
}
