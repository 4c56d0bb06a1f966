import type { Params } from './bind-params.ts'
import type { Fault } from './fault.ts'
import type { ReplyRoom, Text } from './reply-text.ts'
import type { RpcValue } from './value.ts'

/** One call as a wire delivers it, before anything is known about the method. */
export interface MethodCall {
  readonly method: string
  readonly params: Params
}

/** How a call ended. */
export type Outcome = Returned | { readonly fault: Fault }

export interface Returned {
  readonly value: RpcValue
  /** To be told the fault that is answered in place of a value that the wire cannot carry, or the reply has no room for. */
  onUnsendable?(fault: Fault): void
}

/** Carries a call through the pipeline in the name of the request's caller. Never rejects. */
export type Perform = (call: MethodCall) => Promise<Outcome>

/** The text of a reply and its media type. */
export interface Reply {
  readonly contentType: string
  readonly text: Text
  /** Where the whole reply is one fault, its code: HTTP may have a status for it. */
  readonly faultCode?: number
}

/**
 * How a wire is plugged in. The wire decodes a body, has each call in it performed, and encodes the outcomes;
 * it knows nothing of HTTP, sessions or plugins.
 *
 * @typeParam Body - what the wire's body parser hands over
 */
export interface Codec<Body> {
  readonly door: 'xmlrpc' | 'jsonrpc'
  /**
   * Answers one request body.
   *
   * @returns the reply, or undefined where nothing is to be answered; never rejects
   */
  answer(body: Body, perform: Perform): Promise<Reply | undefined>
  /**
   * What this wire cannot carry of a result, or the room cannot hold, as the fault to answer in its place; undefined where it
   * can. Then the room has less left.
   */
  check(value: RpcValue, room: ReplyRoom): Promise<Fault | undefined>
  /** The reply to a request that was refused before its body was read. */
  refuse(fault: Fault): Reply
}
