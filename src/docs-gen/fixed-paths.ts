import { FaultCode, type FaultName } from '../rpc/fault.ts'
import { faultMeanings } from '../rpc/fault-meanings.ts'
import type { OpenApiObject } from './openapi-object.ts'

const codes = Object.entries(FaultCode).map(
  ([name, code]) => `- ${code}: ${faultMeanings[name as FaultName]}`,
)

/** The body of every answer that is no result. */
export const errorSchema: OpenApiObject = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message'],
      properties: {
        code: {
          type: 'integer',
          description: `One of the agent's codes, or the method's own:\n\n${codes.join('\n')}`,
        },
        message: { type: 'string' },
        data: { description: 'More about the error, where the method has more to say.' },
      },
    },
  },
}

export const errorResponse: OpenApiObject = {
  description: 'Why there is no result; the HTTP status says it too.',
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
}

const healthStatus: OpenApiObject = { type: 'string', enum: ['pass', 'warn', 'fail'] }

const nullable = (type: string): OpenApiObject => ({ type: [type, 'null'] })

export const healthSchemas: OpenApiObject = {
  Health: {
    type: 'object',
    required: ['status'],
    properties: { status: healthStatus, output: { type: 'string' } },
  },
  PluginHealth: {
    type: 'object',
    required: [
      'name',
      'state',
      'status',
      'required',
      'reason',
      'since',
      'phase',
      'timingsMs',
      'version',
      'apiVersion',
      'revision',
      'methods',
      'health',
    ],
    properties: {
      name: { type: 'string' },
      state: {
        type: 'string',
        enum: ['discovered', 'disabled', 'active', 'declined', 'failed', 'stopped', 'quarantined'],
      },
      status: healthStatus,
      required: { type: 'boolean' },
      reason: { ...nullable('string'), description: 'Why the plugin is not active.' },
      since: { type: 'string', format: 'date-time' },
      phase: { type: 'string', enum: ['config', 'import', 'activate', 'activate_2'] },
      timingsMs: { type: 'object', additionalProperties: { type: 'integer' } },
      version: nullable('string'),
      apiVersion: nullable('string'),
      revision: { type: ['string', 'integer', 'null'] },
      methods: { type: 'integer' },
      health: {
        type: ['object', 'null'],
        required: ['status', 'output', 'checkedAt'],
        properties: {
          status: healthStatus,
          output: nullable('string'),
          checkedAt: { type: 'string', format: 'date-time' },
        },
      },
    },
  },
  PluginsHealth: {
    type: 'object',
    required: ['status', 'version', 'summary', 'plugins'],
    properties: {
      status: healthStatus,
      version: { type: 'string' },
      summary: {
        type: 'object',
        required: ['active', 'disabled', 'declined', 'failed', 'quarantined'],
        additionalProperties: { type: 'integer' },
      },
      plugins: { type: 'array', items: { $ref: '#/components/schemas/PluginHealth' } },
    },
  },
}

const health = (schema: string): OpenApiObject => ({
  description: 'In the form of health+json.',
  content: { 'application/health+json': { schema: { $ref: `#/components/schemas/${schema}` } } },
})

const unchanged: OpenApiObject = { description: 'Nothing has changed since the answer with this ETag.' }

const ifNoneMatch: OpenApiObject = {
  name: 'If-None-Match',
  in: 'header',
  description: 'The ETag of the answer that the client has.',
  schema: { type: 'string' },
}

const healthTag = { tags: ['health'], security: [{}, { agent: [] }] }

const document = (mediaType: string): OpenApiObject => ({
  200: { description: 'This document, from the live registry.', content: { [mediaType]: { schema: {} } } },
  default: errorResponse,
})

/** The routes that every agent has, whatever its plugins. */
export const fixedPaths: OpenApiObject = {
  '/RPC2': {
    post: {
      operationId: 'xmlrpc',
      tags: ['doors'],
      summary: 'XML-RPC, on this path and on any other that is not taken',
      requestBody: {
        required: true,
        content: {
          'text/xml': { schema: { type: 'string' } },
          'application/xml': { schema: { type: 'string' } },
        },
      },
      responses: {
        200: {
          description: 'The result or a fault.',
          content: { 'text/xml': { schema: { type: 'string' } } },
        },
        default: {
          description: 'The request was refused before its body was read: a fault.',
          content: { 'text/xml': { schema: { type: 'string' } } },
        },
      },
    },
  },
  '/jsonrpc': {
    post: {
      operationId: 'jsonrpc',
      tags: ['doors'],
      summary: 'JSON-RPC 2.0, batches included',
      requestBody: {
        required: true,
        content: {
          'application/json': { schema: { type: ['object', 'array'] } },
          'application/json-rpc': { schema: { type: ['object', 'array'] } },
        },
      },
      responses: {
        200: {
          description: 'One response, or an array of them for a batch; errors too.',
          content: { 'application/json': { schema: { type: ['object', 'array'] } } },
        },
        204: { description: 'The body held nothing but notifications.' },
        default: {
          description: 'The body was not read: a JSON-RPC error with id null.',
          content: { 'application/json': { schema: { type: 'object' } } },
        },
      },
    },
  },
  '/health/live': {
    get: {
      operationId: 'healthLive',
      ...healthTag,
      summary: 'The process answers',
      responses: { 200: health('Health') },
    },
  },
  '/health/ready': {
    get: {
      operationId: 'healthReady',
      ...healthTag,
      summary: 'All plugins have had their turn and the required ones are active',
      responses: { 200: health('Health'), 503: health('Health') },
    },
  },
  '/health/plugins': {
    get: {
      operationId: 'healthPlugins',
      ...healthTag,
      summary: 'Which plugins are active, disabled, declined or failed, and why',
      parameters: [ifNoneMatch],
      responses: { 200: health('PluginsHealth'), 304: unchanged },
    },
  },
  '/health/plugins/{name}': {
    get: {
      operationId: 'healthPlugin',
      ...healthTag,
      summary: 'The same of one plugin',
      parameters: [{ name: 'name', in: 'path', required: true, schema: { type: 'string' } }, ifNoneMatch],
      responses: { 200: health('PluginHealth'), 304: unchanged, 404: errorResponse },
    },
  },
  '/openapi.json': {
    get: {
      operationId: 'openapiJson',
      tags: ['documents'],
      summary: 'This document as JSON',
      responses: document('application/json'),
    },
  },
  '/openapi.yaml': {
    get: {
      operationId: 'openapiYaml',
      tags: ['documents'],
      summary: 'This document as YAML',
      responses: document('application/yaml'),
    },
  },
}
