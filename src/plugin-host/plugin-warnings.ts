import { bridgeWarnings, missingWords, warningLine } from '../rpc/bridge-warnings.ts'
import type { Extensions } from '../rpc/capabilities.ts'
import { versionFunctions } from '../rpc/export-names.ts'
import type { Plugin } from './plugin.ts'
import { pluginMethods } from './plugin-methods.ts'

/**
 * What the author of a plugin should know about its methods, one line each, beyond what its life has shown; nothing of a plugin
 * that has not been imported.
 *
 * @param forms - how XML-RPC writes what it has no type for
 */
export function pluginWarnings(plugin: Plugin, forms: Extensions): string[] {
  const { name, exports, description, warnings } = plugin
  if (exports === undefined) return []
  // One line, not one for each method; why a description is not trusted has been said.
  if (description === undefined) return warnings.length > 0 ? [] : [undescribed]
  const found = pluginMethods(name, null, exports, description).flatMap(method => [
    ...bridgeWarnings(method, forms),
    ...(isOfTheContract(method.name, name) ? [] : missingWords(method)),
  ])
  return found.map(warningLine)
}

/** One line at start, so that the log stays readable; the warnings themselves are for those who look for them. */
export function logWarnings({ name, log }: Plugin, warnings: readonly string[]): void {
  if (warnings.length === 0) return
  const them = warnings.length === 1 ? 'a warning' : `${warnings.length} warnings`
  log.info(`plugin '${name}': ${them} about its methods; mmc-agent check tells more`)
  for (const warning of warnings) log.debug(`plugin '${name}': ${warning}`)
}

const undescribed =
  'no types and no words are known of its methods: it was built without mmc-agent build, which writes methods.json'

/** What the versions mean is known of every plugin. */
function isOfTheContract(method: string, plugin: string) {
  return versionFunctions.some(name => method === `${plugin}.${name}`)
}
