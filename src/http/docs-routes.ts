import type { FastifyInstance } from 'fastify'
import { type PageFile, pageFiles } from '../docs-page/page-files.ts'
import { entityTag, isKnown } from './entity-tag.ts'
import { allowOnly } from './refusals.ts'

/** Nothing from elsewhere, nothing inline, in nobody's frame. */
const headers = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    // The icons in swagger-ui's style sheet are data.
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

/** `GET /docs`: the page that shows the OpenAPI document and lets its requests be tried. */
export async function docsRoutes(scope: FastifyInstance): Promise<void> {
  scope.addHook('onSend', async (_request, reply) => void reply.headers(headers))

  for (const [path, file] of Object.entries(pageFiles)) {
    const read = readOnce(file)
    scope.get(path, async (request, reply) => {
      const { text, etag } = await read()
      // A browser asks each time, so that a new version of the agent is never shown by the scripts of the old one.
      reply.headers({ etag, 'cache-control': 'no-cache' })
      if (isKnown(request.headers['if-none-match'], etag)) return reply.code(304).send()
      return reply.type(file.contentType).send(text)
    })
    allowOnly(scope, path, ['GET', 'HEAD'])
  }
}

/** At the first request, for most agents are never asked. */
function readOnce(file: PageFile) {
  let kept: { text: string; etag: string } | undefined
  return async () => {
    if (kept === undefined) {
      const text = await file.read()
      kept = { text, etag: entityTag(text) }
    }
    return kept
  }
}
