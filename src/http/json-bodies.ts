import type { FastifyInstance, FastifyRequest } from 'fastify'
import { FaultCode } from '../rpc/fault.ts'
import { HttpFault } from './http-fault.ts'
import type { BodyReader } from './rpc-endpoint.ts'

/**
 * Bodies as bytes: Fastify's own JSON parser would answer a broken one for us, with an error that is no reply of any
 * wire.
 *
 * @param contentTypes - the media types that are taken; any other is 415
 */
export function jsonBodies(contentTypes: readonly string[]): BodyReader<Uint8Array> {
  return {
    install(scope: FastifyInstance) {
      scope.removeAllContentTypeParsers()
      scope.addHook('onRequest', refusePacked)
      scope.addHook('onRequest', refuseOddType)
      scope.addContentTypeParser([...contentTypes], { parseAs: 'buffer' }, (_request, body, done) =>
        done(null, body),
      )
    },
    read: ({ body }) => (body instanceof Uint8Array ? body : new Uint8Array()),
  }
}

async function refusePacked({ headers }: FastifyRequest) {
  const encoding = headers['content-encoding']
  if (encoding === undefined || encoding === 'identity') return
  throw new HttpFault(
    `Content-Encoding ${encoding.slice(0, 40)} is not taken here`,
    FaultCode.invalidRequest,
    415,
  )
}

/** Fastify takes a no-break space at the end of a type for a blank. */
async function refuseOddType({ headers }: FastifyRequest) {
  if (/^[\t\x20-\x7e]*$/.test(headers['content-type'] ?? '')) return
  throw new HttpFault('The Content-Type holds other characters than ASCII', FaultCode.invalidRequest, 415)
}
