import type { Codec, Outcome, Perform, Reply } from '../rpc/codec.ts'
import type { Fault } from '../rpc/fault.ts'
import { ReplyRoom, type Text } from '../rpc/reply-text.ts'
import { inTurns } from '../rpc/work.ts'
import { type DecodeLimits, decodeCall } from './decode.ts'
import { checkXmlRpc, type EncodePolicies, encodeFault, encodeOutcome } from './encode.ts'

export interface XmlRpcOptions extends DecodeLimits, EncodePolicies {
  /** How long a reply may be; a result that does not fit becomes a fault. */
  readonly maxReplyBytes: number
}

/** XML-RPC: one call per body, the text between the tags of its root. */
export function buildXmlRpcCodec(options: XmlRpcOptions): Codec<string> {
  return {
    door: 'xmlrpc',
    async answer(content, perform) {
      const outcome = await outcomeOf(content, perform, options)
      const room = new ReplyRoom(options.maxReplyBytes)
      const answer = reply(await inTurns(encodeOutcome(outcome, options, room)))
      return 'fault' in outcome ? { ...answer, faultCode: outcome.fault.code } : answer
    },
    check: async (value, room) => inTurns(checkXmlRpc(value, options, room)),
    refuse: fault => reply(encodeFault(fault, options)),
  }
}

async function outcomeOf(content: string, perform: Perform, limits: DecodeLimits): Promise<Outcome> {
  try {
    return await perform(await inTurns(decodeCall(content, limits)))
  } catch (fault) {
    // decodeCall() throws nothing but faults, and perform() never rejects.
    return { fault: fault as Fault }
  }
}

function reply(text: Text): Reply {
  return { contentType: 'text/xml', text }
}
