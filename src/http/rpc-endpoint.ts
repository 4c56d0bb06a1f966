import type { FastifyInstance } from 'fastify'
import type { Codec } from '../rpc/codec.ts'
import type { Dispatcher } from '../rpc/dispatcher.ts'
import { allowOnlyPost, answerErrors } from './refusals.ts'
import { requestContext } from './request-context.ts'

export interface RpcEndpointOptions {
  readonly url: string
  readonly contentTypes: readonly string[]
  readonly codec: Codec
  readonly dispatcher: Dispatcher
  /** The status of a request that gets no reply: its notifications have been run. */
  readonly statusWithoutReply: (contentType: string) => 200 | 204
}

/**
 * One wire's route, in a scope of its own: bodies reach the codec as bytes, and whatever is refused before that is
 * answered in the wire's own form.
 */
export function rpcEndpoint(options: RpcEndpointOptions) {
  const { url, contentTypes, codec, dispatcher, statusWithoutReply } = options

  return async (scope: FastifyInstance): Promise<void> => {
    takeBodiesAsBytes(scope, contentTypes)
    answerErrors(scope, fault => codec.refuse(fault))
    allowOnlyPost(scope, url)

    scope.post<{ Body: Buffer | undefined }>(url, async (request, reply) => {
      const { body = new Uint8Array(), headers } = request
      const contentType = headers['content-type'] ?? ''
      const context = requestContext(request, reply, codec.door)
      const answer = await codec.answer(body, contentType, call => dispatcher.dispatch(call, context))
      if (answer === undefined) return reply.code(statusWithoutReply(contentType)).send()
      return reply.type(answer.contentType).send(answer.text)
    })
  }
}

/** Fastify's own parsers would answer a broken body for us, with an error that is no reply of any wire. */
export function takeBodiesAsBytes(scope: FastifyInstance, contentTypes: readonly string[]): void {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser([...contentTypes], { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  )
}
