import { readFileSync } from 'node:fs'
import { isAbsolute, join, normalize } from 'node:path'
import { MMC_ERR_PLUGIN_DESCRIPTION } from '../errors.ts'
import { sha256OfFile } from '../files/digest.ts'
import { descriptionFileName, descriptionFormat, type PluginDescription } from '../rpc/plugin-description.ts'

/**
 * Reads what `mmc-agent build` wrote about a plugin's functions.
 *
 * @param folder - the plugin's folder, with links resolved
 * @returns undefined for a plugin that was never described, such as one in plain JavaScript
 * @throws AgentError for a description that does not belong to the code beside it, or cannot be read
 */
export function readDescription(folder: string): PluginDescription | undefined {
  const text = readText(join(folder, descriptionFileName))
  if (text === undefined) return undefined
  const description = parse(text)
  const stranger = Object.keys(description.files).find(file => leadsOut(file))
  if (stranger !== undefined) throw MMC_ERR_PLUGIN_DESCRIPTION(`it names '${stranger}', outside the plugin`)
  const changed = Object.entries(description.files).find(
    ([file, digest]) => digestOf(folder, file) !== digest,
  )
  if (changed !== undefined) throw MMC_ERR_PLUGIN_DESCRIPTION(`${changed[0]} is not what it was made from`)
  return description
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    throw MMC_ERR_PLUGIN_DESCRIPTION(message)
  }
}

function parse(text: string): PluginDescription {
  const value = parseJson(text)
  if (!isObject(value) || value.format !== descriptionFormat) {
    throw MMC_ERR_PLUGIN_DESCRIPTION(`its format is not ${descriptionFormat}, that of this agent`)
  }
  if (!isDescription(value)) throw MMC_ERR_PLUGIN_DESCRIPTION('it is not what mmc-agent build writes')
  return value
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw MMC_ERR_PLUGIN_DESCRIPTION('it is no JSON')
  }
}

/** As far as a mistake would break the agent rather than a schema; those are looked at when they are used. */
function isDescription(value: Readonly<Record<string, unknown>>): value is PluginDescription & typeof value {
  const { files, methods, schemas } = value
  return (
    isObject(files) &&
    // One that vouches for no code would go with any.
    Object.hasOwn(files, 'index.js') &&
    isObject(methods) &&
    Object.values(methods).every(isMethod) &&
    isObject(schemas) &&
    Object.values(schemas).every(isObject)
  )
}

function isMethod(value: unknown): boolean {
  if (!isObject(value) || typeof value.summary !== 'string' || !isObject(value.result)) return false
  const { parameters, throws = [], examples = [] } = value
  return (
    Array.isArray(parameters) &&
    parameters.every(isParameter) &&
    Array.isArray(throws) &&
    Array.isArray(examples) &&
    examples.every(isObject)
  )
}

function isParameter(value: unknown): boolean {
  return (
    isObject(value) &&
    typeof value.name === 'string' &&
    typeof value.optional === 'boolean' &&
    typeof value.rest === 'boolean' &&
    isObject(value.schema)
  )
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function leadsOut(file: string) {
  return isAbsolute(file) || normalize(file).startsWith('..')
}

function digestOf(folder: string, file: string): string | undefined {
  try {
    return sha256OfFile(join(folder, file))
  } catch {
    return undefined
  }
}
