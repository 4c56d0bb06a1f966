import { MMC_ERR_NO_ANSWER } from '../errors.ts'
import { isSchema, type JsonSchema, type NamedSchemas } from '../rpc/json-schema.ts'
import { mapSchema } from '../rpc/map-schema.ts'
import { callLine, type Method, type Parameter } from '../rpc/method.ts'
import type { AgentConnection } from './agent-connection.ts'

/** A call that the author shows, as JSON writes it. */
export interface ShownCall {
  /** As the author wrote it. */
  readonly text: string
  readonly params: readonly (readonly [name: string, value: unknown])[]
  readonly result?: unknown
}

/** A method of a running agent, as its `/openrpc.json` tells it. */
export interface RemoteMethod extends Pick<Method, 'name' | 'owner' | 'parameters' | 'result' | 'schemas'> {
  /** `example.func1(name, loud = false)`. */
  readonly line: string
  readonly summary: string
  /** The author's other words, in Markdown. */
  readonly description: string
  /** Undefined: it is not; else what to use instead, if that is said. */
  readonly deprecated: string | undefined
  readonly throws: readonly string[]
  readonly calls: readonly ShownCall[]
}

/**
 * Asks an agent for its methods, sorted by name. What it answers is looked at piece by piece, and what is not as it should
 * be counts as not there.
 *
 * @throws AgentError when it does not answer, or with something else than a list of methods
 */
export async function readMethods(agent: AgentConnection): Promise<readonly RemoteMethod[]> {
  const document = await agent.get('/openrpc.json')
  const methods = member(document, 'methods')
  if (!Array.isArray(methods)) {
    throw MMC_ERR_NO_ANSWER(`${agent.url}/openrpc.json`, 'it holds no methods; is an MMC agent there?')
  }
  const schemas = namedSchemas(member(member(document, 'components'), 'schemas'))
  return methods
    .filter(isSchema)
    .map(entry => readMethod(entry, schemas))
    .filter(({ name }) => /^[A-Za-z]\w*(\.[A-Za-z]\w*)*$/.test(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

function readMethod(entry: JsonSchema, schemas: NamedSchemas): RemoteMethod {
  const name = textOf(entry['name'])
  const structure = textOf(entry['paramStructure'])
  const params = listOf(entry['params']).map(param => readParameter(param, structure))
  // Where the source tells nothing, there is nothing to name.
  const parameters = params.length === 0 && structure === 'by-position' ? null : params
  const [code = '', ...others] = textOf(entry['description']).split('\n\n')
  const line = codeIn(code) ?? lineOf(name, parameters)
  const summary = textOf(entry['summary'])
  // Without it, what the description says beside the line is all there is.
  const words = entry['x-documentation'] ?? { description: others.join('\n\n') }
  const result = entry['result']
  return {
    name,
    owner: textOf(member(listOf(entry['tags'])[0], 'name')),
    parameters,
    result: {
      schema: memorySchema(member(result, 'schema')),
      description: textOf(member(result, 'description')),
    },
    schemas,
    line,
    summary: summary === line ? '' : summary,
    description: textOf(member(words, 'description')),
    deprecated: entry['deprecated'] === true ? textOf(member(words, 'deprecated')) : undefined,
    throws: textsOf(member(words, 'throws')),
    calls: listOf(entry['examples']).map(readCall),
  }
}

function readParameter(param: JsonSchema, structure: string): Parameter {
  const description = textOf(param['description'])
  const whole = memorySchema(param['schema'])
  const rest = param['x-rest'] === true
  // By name, all values that are left are one array (openrpc.ts).
  const items = rest && structure === 'by-name' ? whole['items'] : whole
  const schema = isSchema(items) ? items : {}
  // A default that is no plain data stands in the description (method-words.ts).
  const [, source] = /(?:^|\n\n)Default: `+ ?(.*?) ?`+$/.exec(description) ?? []
  const byDefault = 'default' in schema ? JSON.stringify(schema['default']) : source
  return {
    name: textOf(param['name']),
    optional: param['required'] !== true && !rest,
    rest,
    ...(byDefault !== undefined && { default: byDefault }),
    ...(structure === 'by-position' && { unnamed: true }),
    schema,
    description: description.replace(/(^|\n\n)Default: `.*$/, ''),
  }
}

function readCall(example: JsonSchema): ShownCall {
  const result = example['result']
  return {
    text: textOf(example['description']),
    params: listOf(example['params']).map(param => [textOf(param['name']), param['value']]),
    ...(isSchema(result) && 'value' in result && { result: result['value'] }),
  }
}

/** The inverse of how a document writes schemas (wire-schema.ts, draft-07.ts). */
function memorySchema(schema: unknown): JsonSchema {
  return isSchema(schema) ? mapSchema(schema, inner => reference(rpcTyped(tuple(inner)))) : {}
}

function tuple(schema: JsonSchema): JsonSchema {
  const { items, additionalItems, ...others } = schema
  if (!Array.isArray(items)) return schema
  // What a document says of a tuple without more items is that there are no more (wire-schema.ts).
  const more = others['maxItems'] === items.length ? false : additionalItems
  return { ...others, prefixItems: items, ...(more !== undefined && { items: more }) }
}

function rpcTyped(schema: JsonSchema): JsonSchema {
  const { type, format, contentEncoding, pattern, ...others } = schema
  if (type !== 'string') return schema
  if (contentEncoding === 'base64') return { ...others, rpcType: 'bytes' }
  if (format === 'date-time') return { ...others, rpcType: 'date' }
  return pattern === '^-?[0-9]+$' ? { ...others, rpcType: 'bigint' } : schema
}

const inDocument = '#/components/schemas/'

function reference(schema: JsonSchema): JsonSchema {
  const { $ref } = schema
  return typeof $ref === 'string' && $ref.startsWith(inDocument)
    ? { ...schema, $ref: `#/$defs/${$ref.slice(inDocument.length)}` }
    : schema
}

function namedSchemas(schemas: unknown): NamedSchemas {
  const entries = isSchema(schemas) ? Object.entries(schemas) : []
  return Object.fromEntries(entries.map(([name, schema]) => [name, memorySchema(schema)]))
}

function codeIn(text: string) {
  return /^(`+) ?([^\n]*?) ?\1$/.exec(text)?.[2]
}

function lineOf(name: string, parameters: readonly Parameter[] | null) {
  return callLine({ name, parameters } as Method) // of which it reads no more
}

function member(value: unknown, name: string): unknown {
  return isSchema(value) && Object.hasOwn(value, name) ? value[name] : undefined
}

function listOf(value: unknown): JsonSchema[] {
  return Array.isArray(value) ? value.filter(isSchema) : []
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter(text => typeof text === 'string') : []
}
