import { bundledPluginDir } from '../config/agent-config.ts'
import { agentOptions } from '../config/agent-options.ts'
import { discoverMethod } from '../docs-gen/discover-method.ts'
import { openApiDocument } from '../docs-gen/openapi.ts'
import { yamlText } from '../http/yaml-text.ts'
import { describePlugins } from '../plugin-host/describe-plugins.ts'
import { MethodRegistry } from '../rpc/method-registry.ts'
import { systemMethods } from '../rpc/system-methods.ts'
import { version } from '../version.ts'

/** The text of the package's `openapi.yaml`: the agent's own methods and those of every bundled plugin. */
export async function bundledOpenApi(): Promise<string> {
  const registry = new MethodRegistry()
  // None of the options changes what the methods are called with.
  const options = { version, maxCalls: 0, extensions: { nil: false, bigint: 'double' } }
  const about = {
    version,
    requireLogin: agentOptions.requireLogin.default,
    publicHealth: agentOptions.publicHealth.default,
  }
  registry.register('system', systemMethods(registry, options))
  registry.register('rpc', [discoverMethod(() => ({}))])
  const methods = [...registry.list(), ...(await describePlugins(bundledPluginDir))]
  methods.sort((a, b) => (a.name < b.name ? -1 : 1))
  return yamlText(openApiDocument(methods, about))
}
