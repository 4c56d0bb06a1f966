import { readFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { MMC_ERR_PLUGIN_DESCRIPTION } from '../errors.ts'
import { sha256OfFile } from '../files/digest.ts'
import { isInside } from '../files/is-inside.ts'
import { isSchema, type JsonSchema } from '../rpc/json-schema.ts'
import { descriptionFileName, descriptionFormat, type PluginDescription } from '../rpc/plugin-description.ts'
import { endlessType, schemaMistake } from '../rpc/schema-mistakes.ts'

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
  const stranger = Object.keys(description.files).find(
    file => isAbsolute(file) || !isInside(folder, join(folder, file)),
  )
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
  if (!isSchema(value) || value['format'] !== descriptionFormat) {
    throw MMC_ERR_PLUGIN_DESCRIPTION(`its format is not ${descriptionFormat}, that of this agent`)
  }
  if (!isDescription(value)) throw MMC_ERR_PLUGIN_DESCRIPTION('it is not what mmc-agent build writes')
  const mistake = mistakeIn(value)
  if (mistake !== undefined) throw MMC_ERR_PLUGIN_DESCRIPTION(mistake)
  return value
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw MMC_ERR_PLUGIN_DESCRIPTION('it is no JSON')
  }
}

/** Whether its parts are there, and of the right kind; what the schemas hold is for {@link mistakeIn}. */
function isDescription(value: JsonSchema): value is PluginDescription & typeof value {
  const { files, methods, schemas } = value
  return (
    isSchema(files) &&
    // One that vouches for no code would go with any.
    Object.hasOwn(files, 'index.js') &&
    isSchema(methods) &&
    Object.values(methods).every(isMethod) &&
    isSchema(schemas)
  )
}

function isMethod(value: unknown): boolean {
  if (!isSchema(value)) return false
  const { summary, description = '', deprecated = '', throws = [], parameters, result, examples = [] } = value
  return (
    isText(summary) &&
    isText(description) &&
    isText(deprecated) &&
    isListOf(throws, isText) &&
    isListOf(parameters, isParameter) &&
    isResult(result) &&
    isListOf(examples, isExample)
  )
}

function isParameter(value: unknown): boolean {
  if (!isSchema(value)) return false
  const { name, optional, rest, default: byDefault = '', description = '', unnamed = true } = value
  return (
    isText(name) &&
    typeof optional === 'boolean' &&
    typeof rest === 'boolean' &&
    isText(byDefault) &&
    isText(description) &&
    unnamed === true
  )
}

function isResult(value: unknown): boolean {
  if (!isSchema(value)) return false
  const { description = '' } = value
  return isText(description)
}

function isExample(value: unknown): boolean {
  if (!isSchema(value)) return false
  const { text, params = [] } = value
  return isText(text) && Array.isArray(params)
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem)
}

/** The first schema that nobody could rely on. */
function mistakeIn({ methods, schemas }: PluginDescription): string | undefined {
  for (const [name, schema] of Object.entries(schemas)) {
    const mistake = schemaMistake(schema, name, schemas)
    if (mistake !== undefined) return mistake
  }
  for (const [method, { parameters, result }] of Object.entries(methods)) {
    for (const { name, schema } of [...parameters, { ...result, name: 'result' }]) {
      const mistake = schemaMistake(schema, `${method}.${name}`, schemas)
      if (mistake !== undefined) return mistake
    }
  }
  const endless = endlessType(schemas)
  return endless === undefined ? undefined : `${endless} is made of nothing but itself`
}

function digestOf(folder: string, file: string): string | undefined {
  try {
    return sha256OfFile(join(folder, file))
  } catch {
    return undefined
  }
}
