import { stringify } from 'yaml'
import { bundledPluginDir } from '../config/agent-config.ts'
import { openApiDocument } from '../docs-gen/openapi.ts'
import { describePlugins } from '../plugin-host/describe-plugins.ts'
import { MethodRegistry } from '../rpc/method-registry.ts'
import { systemMethods } from '../rpc/system-methods.ts'
import { version } from '../version.ts'

/** The text of the package's `openapi.yaml`: the agent's own methods and those of every bundled plugin. */
export async function bundledOpenApi(): Promise<string> {
  const registry = new MethodRegistry()
  // None of the options changes what the methods are called with.
  const options = { version, maxCalls: 0, extensions: { nil: false, bigint: 'double' } }
  registry.register('system', systemMethods(registry, options))
  const methods = [...registry.list(), ...(await describePlugins(bundledPluginDir))]
  methods.sort((a, b) => (a.name < b.name ? -1 : 1))
  return stringify(openApiDocument(methods, version))
}
