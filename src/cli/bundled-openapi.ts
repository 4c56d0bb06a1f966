import { bundledPluginDir } from '../config/agent-config.ts'
import { agentOptions } from '../config/agent-options.ts'
import { openApiDocument } from '../docs-gen/openapi.ts'
import { yamlText } from '../http/yaml-text.ts'
import { describePlugins } from '../plugin-host/describe-plugins.ts'
import { version } from '../version.ts'
import { describedMethods } from './described-methods.ts'

/** The text of the package's `openapi.yaml`: the agent's own methods and those of every bundled plugin. */
export async function bundledOpenApi(): Promise<string> {
  const about = {
    version,
    requireLogin: agentOptions.requireLogin.default,
    publicHealth: agentOptions.publicHealth.default,
  }
  return yamlText(openApiDocument(describedMethods(await describePlugins(bundledPluginDir)), about))
}
