import type { FastifyInstance } from 'fastify'
import type { DocumentPart } from '../docs-gen/document-part.ts'
import type { Documents } from '../docs-gen/documents.ts'
import { keptWhileCurrent } from '../docs-gen/kept-while-current.ts'
import type { MethodRegistry } from '../rpc/method-registry.ts'
import { entityTag, isKnown } from './entity-tag.ts'
import { yamlText } from './yaml-text.ts'

/** `GET /openapi.json`, `/openapi.yaml` and `/openrpc.json`: what can be called now. */
export function documentRoutes(registry: MethodRegistry, { openApi, openRpc }: Documents) {
  return async (scope: FastifyInstance): Promise<void> => {
    const serve = (
      url: string,
      type: string,
      write: () => DocumentPart,
      written: (document: DocumentPart) => string,
    ) => {
      const current = keptWhileCurrent(registry, () => {
        const text = written(write())
        return { text, tag: entityTag(text) }
      })
      scope.get(url, (request, reply) => {
        const { text, tag } = current()
        // no-cache: keep it, and ask each time whether it is still true.
        reply.header('etag', tag).header('cache-control', 'no-cache')
        if (isKnown(request.headers['if-none-match'], tag)) return reply.code(304).send()
        return reply.type(type).send(text)
      })
    }

    serve('/openapi.json', 'application/json', openApi, JSON.stringify)
    serve('/openapi.yaml', 'application/yaml', openApi, yamlText)
    serve('/openrpc.json', 'application/json', openRpc, JSON.stringify)
  }
}
