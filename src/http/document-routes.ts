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
  const json = keptWhileCurrent(registry, () => JSON.stringify(openApiDocument(registry.list(), version)))
  const yaml = keptWhileCurrent(registry, () => stringify(openApiDocument(registry.list(), version)))

  return async (scope: FastifyInstance): Promise<void> => {
    scope.get('/openapi.json', (_request, reply) => reply.type('application/json').send(json()))
    scope.get('/openapi.yaml', (_request, reply) => reply.type('application/yaml').send(yaml()))
  }
}

/** Writes a text anew only when methods have come or gone since the last time. */
function keptWhileCurrent(registry: MethodRegistry, write: () => string): () => string {
  let kept = { revision: -1, text: '' }
  return () => {
    const { revision } = registry
    if (kept.revision !== revision) kept = { revision, text: write() }
    return kept.text
  }
}
