import type { FaultName } from '../rpc/fault.ts'
import type { JsonSchema } from '../rpc/json-schema.ts'
import type { Method } from '../rpc/method.ts'
import type { AboutAgent, DocumentPart } from './document-part.ts'
import { errorResponses, unsupportedType } from './error-responses.ts'
import { callFaults } from './faults.ts'
import { type DocumentedCall, documentedCalls } from './method-examples.ts'
import { descriptionOf, summaryOf } from './method-words.ts'
import { canBeNamed, namedSchema, placedSchema } from './parameters.ts'
import { wireSchema } from './wire-schema.ts'

/** The path of one method and what `POST` does on it. */
export function methodPath(method: Method, about: AboutAgent): [path: string, item: DocumentPart] {
  const { name, owner, access, documentation } = method
  const calls = documentedCalls(method)
  const operation = {
    operationId: name,
    tags: [owner],
    summary: summaryOf(method),
    description: descriptionOf(method),
    ...(documentation.deprecated === undefined ? {} : { deprecated: true }),
    ...(access === 'user' && about.requireLogin ? { security: [{ agent: [], session: [] }] } : {}),
    ...requestBody(method, calls),
    responses: {
      200: result(method, calls),
      ...errorResponses([...callFaults(method, about.requireLogin), ...beforeTheCall]),
      415: unsupportedType,
    },
  }
  return [`/rpc/${name}`, { post: operation }]
}

/** What a request can end with before the method is looked at. */
const beforeTheCall: readonly FaultName[] = ['parseError', 'invalidRequest', 'badCredentials', 'forbidden']

/** None for a method that takes nothing, so that generated clients ask for nothing. */
function requestBody(method: Method, calls: readonly DocumentedCall[]): DocumentPart {
  const { parameters } = method
  if (parameters?.length === 0) return {}
  const examples = calls.map(({ name, summary, params }) => [name, { summary, value: params }])
  const content = {
    schema: canBeNamed(method) ? named(method) : positional(method),
    ...(examples.length === 0 ? {} : { examples: Object.fromEntries(examples) }),
  }
  const required = (parameters ?? []).some(({ optional, rest }) => !optional && !rest)
  return { requestBody: { required, content: { 'application/json': content } } }
}

/** The only form that is spelt out: generators make unions of two forms into clients that nobody likes to use. */
function named({ parameters, owner }: Method): JsonSchema {
  const all = parameters ?? []
  const required = all.filter(({ optional, rest }) => !optional && !rest).map(({ name }) => name)
  return {
    type: 'object',
    properties: Object.fromEntries(all.map(parameter => [parameter.name, namedSchema(parameter, owner)])),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  }
}

function positional({ parameters, owner }: Method): JsonSchema {
  if (parameters === null) return { type: 'array', description: 'The parameters by position.', items: {} }
  const rest = parameters.find(parameter => parameter.rest)
  const placed = parameters.filter(parameter => !parameter.rest)
  const prefixItems = placed.map(parameter => ({ title: parameter.name, ...placedSchema(parameter, owner) }))
  return {
    type: 'array',
    ...(placed.length === 0 ? {} : { prefixItems }),
    minItems: placed.findLastIndex(({ optional }) => !optional) + 1,
    ...(rest === undefined ? { maxItems: placed.length } : { items: placedSchema(rest, owner) }),
  }
}

function result({ result, owner }: Method, calls: readonly DocumentedCall[]): DocumentPart {
  const examples = calls
    .filter(call => 'result' in call)
    .map(({ name, summary, result }) => [name, { summary, value: result }])
  const content = {
    schema: wireSchema(result.schema ?? {}, owner),
    ...(examples.length === 0 ? {} : { examples: Object.fromEntries(examples) }),
  }
  return {
    description: result.description || 'What the method returns.',
    content: { 'application/json': content },
  }
}
