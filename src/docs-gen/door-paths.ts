import { FaultCode, type FaultName } from '../rpc/fault.ts'
import { faultStatus } from '../rpc/fault-status.ts'
import type { DocumentPart } from './document-part.ts'
import { faultExamples } from './faults.ts'
import { xmlCall, xmlFault, xmlResult } from './xml-examples.ts'

const id: DocumentPart = { type: ['string', 'number', 'null'] }
const jsonrpc: DocumentPart = { type: 'string', const: '2.0' }

export const doorSchemas: DocumentPart = {
  JsonRpcRequest: {
    type: 'object',
    required: ['jsonrpc', 'method'],
    properties: {
      jsonrpc,
      method: { type: 'string' },
      params: { type: ['object', 'array'], description: 'By name or by position.' },
      id: { ...id, description: 'Without one, the request is a notification and is not answered.' },
    },
  },
  JsonRpcResponse: {
    type: 'object',
    required: ['jsonrpc', 'id'],
    properties: {
      jsonrpc,
      id,
      result: { description: 'What the method returns.' },
      error: {
        type: 'object',
        required: ['code', 'message'],
        properties: { code: { type: 'integer' }, message: { type: 'string' }, data: {} },
      },
    },
  },
}

const asked = { method: 'system.methodSignature', params: ['system.listMethods'], result: [['array']] }

const byPosition = { jsonrpc: '2.0', id: 1, method: asked.method, params: asked.params }
const byName = { jsonrpc: '2.0', id: 2, method: asked.method, params: { methodName: asked.params[0] } }
const unknownMethod = { jsonrpc: '2.0', id: 3, method: 'system.none' }
const notification = { jsonrpc: '2.0', method: 'system.getVersion' }

const answered = (id: number): DocumentPart => ({ jsonrpc: '2.0', id, result: asked.result })
const failed = (id: number | null, name: FaultName, message = faultExamples[name]): DocumentPart => ({
  jsonrpc: '2.0',
  id,
  error: { code: FaultCode[name], message },
})

/** Requests and their replies under the same names. */
const jsonRequests: DocumentPart = {
  byPosition: { summary: 'Parameters by position', value: byPosition },
  byName: { summary: 'Parameters by name', value: byName },
  unknownMethod: { summary: 'A call that fails', value: unknownMethod },
  batch: { summary: 'Several calls at once', value: [byPosition, notification, unknownMethod] },
  notification: { summary: 'A call without an answer: 204', value: notification },
}

const jsonReplies: DocumentPart = {
  byPosition: { summary: 'A result', value: answered(1) },
  byName: { summary: 'A result', value: answered(2) },
  unknownMethod: { summary: 'An error', value: failed(3, 'methodNotFound') },
  batch: {
    summary: 'A batch is answered with an array, in order',
    value: [answered(1), failed(3, 'methodNotFound')],
  },
}

const xmlRequests: DocumentPart = {
  call: { summary: 'A call', value: xmlCall(asked.method, asked.params) },
  unknownMethod: { summary: 'A call that fails', value: xmlCall('system.none', []) },
}

const xmlReplies: DocumentPart = {
  call: { summary: 'A result', value: xmlResult(asked.result) },
  unknownMethod: {
    summary: 'A fault',
    value: xmlFault(FaultCode.methodNotFound, faultExamples.methodNotFound),
  },
}

const xmlTypes = ['text/xml', 'application/xml']
const jsonTypes = ['application/json', 'application/json-rpc']

const oneOrMany = (schema: string): DocumentPart => {
  const one = { $ref: `#/components/schemas/${schema}` }
  return { anyOf: [one, { type: 'array', minItems: 1, items: one }] }
}

/** The doors that take any method. */
export const doorPaths: DocumentPart = {
  '/RPC2': {
    post: {
      operationId: 'callXmlRpc',
      tags: ['Doors'],
      summary: 'XML-RPC, on this path and on any other that is not taken',
      requestBody: { required: true, content: contents(xmlTypes, { type: 'string' }, xmlRequests) },
      responses: {
        200: {
          description: 'The result or a fault.',
          content: contents(['text/xml'], { type: 'string' }, xmlReplies),
        },
        ...refusals(['badCredentials', 'forbidden', 'tooLarge', 'tooManyAttempts'], xmlRefusal),
      },
    },
  },
  '/jsonrpc': {
    post: {
      operationId: 'callJsonRpc',
      tags: ['Doors'],
      summary: 'JSON-RPC 2.0, batches included',
      requestBody: {
        required: true,
        content: contents(jsonTypes, oneOrMany('JsonRpcRequest'), jsonRequests),
      },
      responses: {
        200: {
          description:
            'One response, or an array of them for a batch; errors too. Nothing, where `application/json-rpc` held nothing but notifications.',
          content: contents(['application/json'], oneOrMany('JsonRpcResponse'), jsonReplies),
        },
        204: { description: 'The body held nothing but notifications.' },
        ...refusals(['badCredentials', 'forbidden', 'tooLarge'], jsonRefusal),
      },
    },
  },
}

function contents(types: readonly string[], schema: DocumentPart, examples: DocumentPart): DocumentPart {
  return Object.fromEntries(types.map(type => [type, { schema, examples }]))
}

type Refusal = (name: FaultName, message?: string) => DocumentPart

/** What is answered without a look at the body, or without a call. */
function refusals(names: readonly FaultName[], refusal: Refusal): DocumentPart {
  return {
    ...Object.fromEntries(names.map(name => [faultStatus(FaultCode[name]), refusal(name)])),
    415: refusal('invalidRequest', 'Unsupported Media Type'),
  }
}

function xmlRefusal(name: FaultName, message = faultExamples[name]): DocumentPart {
  const example = xmlFault(FaultCode[name], message)
  return {
    description: 'A fault that says why.',
    content: { 'text/xml': { schema: { type: 'string' }, example } },
  }
}

function jsonRefusal(name: FaultName, message?: string): DocumentPart {
  const schema = { $ref: '#/components/schemas/JsonRpcResponse' }
  return {
    description: 'An error with id null that says why.',
    content: { 'application/json': { schema, example: failed(null, name, message) } },
  }
}
