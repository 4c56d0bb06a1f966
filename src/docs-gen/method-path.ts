import { callLine, type Method, type Parameter } from '../rpc/method.ts'
import { errorResponse } from './fixed-paths.ts'
import type { OpenApiObject } from './openapi-object.ts'

/** The path of one method and what `POST` does on it. */
export function methodPath(method: Method): [path: string, item: OpenApiObject] {
  const { name, owner, documentation } = method
  const operation = {
    operationId: name,
    tags: [owner],
    summary: callLine(method),
    ...(documentation.summary === '' ? {} : { description: documentation.summary }),
    requestBody: requestBody(method),
    responses: {
      200: {
        description: 'What the method returns.',
        content: { 'application/json': { schema: {} } },
      },
      default: errorResponse,
    },
  }
  return [`/rpc/${name}`, { post: operation }]
}

function requestBody({ parameters }: Method): OpenApiObject {
  if (parameters === null) {
    return body(false, { type: 'array', description: 'The parameters by position.' })
  }
  const needed = parameters.filter(({ optional }) => !optional)
  const least = parameters.findLastIndex(({ optional }) => !optional) + 1
  const shapes = [positional(parameters, least), ...named(parameters)]
  return body(needed.length > 0, shapes.length === 1 ? (shapes[0] as OpenApiObject) : { oneOf: shapes })
}

function body(required: boolean, schema: OpenApiObject): OpenApiObject {
  return { required, content: { 'application/json': { schema } } }
}

function positional(parameters: readonly Parameter[], least: number): OpenApiObject {
  const takesAll = parameters.at(-1)?.rest === true
  const placed = takesAll ? parameters.slice(0, -1) : parameters
  return {
    title: 'by position',
    type: 'array',
    ...(placed.length === 0 ? {} : { prefixItems: placed.map(parameter => ({ title: parameter.name })) }),
    minItems: least,
    ...(takesAll ? {} : { maxItems: placed.length }),
  }
}

/** Nothing for a method that takes values by position only. */
function named(parameters: readonly Parameter[]): OpenApiObject[] {
  if (parameters.some(({ unnamed }) => unnamed)) return []
  return [
    {
      title: 'by name',
      type: 'object',
      properties: Object.fromEntries(parameters.map(parameter => [parameter.name, memberSchema(parameter)])),
      required: parameters.filter(({ optional }) => !optional).map(({ name }) => name),
      additionalProperties: false,
    },
  ]
}

function memberSchema(parameter: Parameter): OpenApiObject {
  if (parameter.rest) return { type: 'array', description: 'Any number of values.' }
  return parameter.default === undefined ? {} : { description: `Default: \`${parameter.default}\`` }
}
