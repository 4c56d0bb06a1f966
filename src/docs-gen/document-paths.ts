import type { DocumentPart } from './document-part.ts'
import { errorResponses } from './error-responses.ts'
import { ifNoneMatch, unchanged } from './unchanged.ts'

const anObject: DocumentPart = { type: 'object', additionalProperties: true }
const aText: DocumentPart = { type: 'string' }

/** What tells clients and people about the methods. */
export const documentPaths: DocumentPart = {
  '/openapi.json': page('getOpenApiJson', 'This document as JSON', 'application/json', anObject),
  '/openapi.yaml': page('getOpenApiYaml', 'This document as YAML', 'application/yaml', aText),
  '/openrpc.json': page(
    'getOpenRpcJson',
    'The OpenRPC 1.3.2 document of the JSON-RPC door; `rpc.discover` returns it too',
    'application/json',
    anObject,
  ),
  '/docs': page('getDocs', 'The page on which people read this document and try calls', 'text/html', aText),
}

function page(operationId: string, summary: string, mediaType: string, schema: DocumentPart): DocumentPart {
  return {
    get: {
      operationId,
      tags: ['Documents'],
      summary,
      parameters: [ifNoneMatch],
      responses: {
        200: {
          description: 'Of what can be called now.',
          headers: { ETag: { description: 'Changes with the text.', schema: { type: 'string' } } },
          content: { [mediaType]: { schema } },
        },
        304: unchanged,
        ...errorResponses(['badCredentials', 'forbidden']),
      },
    },
  }
}
