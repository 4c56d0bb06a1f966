import { stringify } from 'yaml'
import { bundledPluginDir } from '../config/agent-config.ts'
import { openApiDocument } from '../docs-gen/openapi.ts'
import { describePlugins } from '../plugin-host/describe-plugins.ts'
import { systemMethods } from '../rpc/introspection.ts'
import { MethodRegistry } from '../rpc/method-registry.ts'
import { version } from '../version.ts'

/** The text of the package's `openapi.yaml`: the agent's own methods and those of every bundled plugin. */
export async function bundledOpenApi(): Promise<string> {
  const registry = new MethodRegistry()
  registry.register('system', systemMethods(registry, version))
  const methods = [...registry.list(), ...(await describePlugins(bundledPluginDir))]
  methods.sort((a, b) => (a.name < b.name ? -1 : 1))
  return stringify(openApiDocument(methods, version))
}
