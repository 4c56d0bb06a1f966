import type { Method } from '../rpc/method.ts'
import { errorSchema, fixedPaths, healthSchemas } from './fixed-paths.ts'
import { methodPath } from './method-path.ts'
import type { OpenApiObject } from './openapi-object.ts'

/**
 * Writes the OpenAPI 3.1 document of an agent: one path for each method, and the routes that every agent has.
 *
 * @param methods - the entries of a registry
 * @param version - the agent's version
 */
export function openApiDocument(methods: readonly Method[], version: string): OpenApiObject {
  return {
    openapi: '3.1.0',
    info: {
      title: 'MMC agent',
      version,
      description:
        'Exports the functions of its plugins. Every method has a path of its own here; the same methods, with the same names and faults, answer XML-RPC at /RPC2 and JSON-RPC 2.0 at /jsonrpc.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'The agent that serves this document' }],
    security: [{ agent: [] }],
    tags: owners(methods).map(owner => ({ name: owner, description: ownerWords(owner) })),
    paths: { ...fixedPaths, ...Object.fromEntries(methods.map(methodPath)) },
    components: {
      securitySchemes: {
        agent: { type: 'http', scheme: 'basic', description: "The agent's login and password." },
      },
      schemas: { Error: errorSchema, ...healthSchemas },
    },
  }
}

function owners(methods: readonly Method[]) {
  return [...new Set(methods.map(({ owner }) => owner))].sort()
}

function ownerWords(owner: string) {
  return owner === 'system' ? "The agent's own methods" : `Methods of the plugin ${owner}`
}
