import type { FastifyInstance } from 'fastify'
import { stringify } from 'yaml'
import { openApiDocument } from '../docs-gen/openapi.ts'
import type { MethodRegistry } from '../rpc/method-registry.ts'

export interface DocumentRoutesOptions {
  readonly registry: MethodRegistry
  readonly version: string
}

/** `GET /openapi.json` and `/openapi.yaml`: what can be called now. */
export function documentRoutes({ registry, version }: DocumentRoutesOptions) {
  return async (scope: FastifyInstance): Promise<void> => {
    const document = () => openApiDocument(registry.list(), version)

    scope.get('/openapi.json', (_request, reply) =>
      reply.type('application/json').send(JSON.stringify(document())),
    )
    scope.get('/openapi.yaml', (_request, reply) =>
      reply.type('application/yaml').send(stringify(document())),
    )
  }
}
