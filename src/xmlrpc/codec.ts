import type { Codec, Outcome, Perform, Reply } from '../rpc/codec.ts'
import type { Fault } from '../rpc/fault.ts'
import { type DecodeLimits, decodeCall } from './decode.ts'
import { checkXmlRpc, type EncodePolicies, encodeFault, encodeOutcome } from './encode.ts'

export type XmlRpcOptions = DecodeLimits & EncodePolicies

/** XML-RPC: one call per body, the text between the tags of its root. */
export function buildXmlRpcCodec(options: XmlRpcOptions): Codec<string> {
  return {
    door: 'xmlrpc',
    async answer(content, perform) {
      const outcome = await outcomeOf(content, perform, options)
      const answer = reply(encodeOutcome(outcome, options))
      return 'fault' in outcome ? { ...answer, faultCode: outcome.fault.code } : answer
    },
    check: value => checkXmlRpc(value, options),
    refuse: fault => reply(encodeFault(fault, options)),
  }
}

async function outcomeOf(content: string, perform: Perform, limits: DecodeLimits): Promise<Outcome> {
  try {
    return await perform(decodeCall(content, limits))
  } catch (fault) {
    // decodeCall() throws nothing but faults, and perform() never rejects.
    return { fault: fault as Fault }
  }
}

function reply(text: string): Reply {
  return { contentType: 'text/xml', text }
}
