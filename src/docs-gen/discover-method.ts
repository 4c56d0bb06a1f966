import type { Method } from '../rpc/method.ts'
import { systemMethod } from '../rpc/system-method.ts'
import type { DocumentPart } from './document-part.ts'

/**
 * `rpc.discover`, by which OpenRPC's clients ask a server for its document; a method like any other, for every door.
 *
 * @param write - the document of what can be called now
 */
export function discoverMethod(write: () => DocumentPart): Method {
  return systemMethod({
    owner: 'rpc',
    name: 'rpc.discover',
    summary: 'Returns the OpenRPC document of all methods that can be called.',
    result: {
      schema: {
        type: 'object',
        properties: {
          openrpc: { type: 'string' },
          info: { type: 'object' },
          methods: { type: 'array', items: { type: 'object' } },
          components: { type: 'object' },
        },
        required: ['openrpc', 'info', 'methods'],
      },
    },
    invoke: write,
  })
}
