import { jsonText } from '../jsonrpc/encode.ts'
import type { Reply } from '../rpc/codec.ts'
import type { Fault } from '../rpc/fault.ts'

/** A fault as the body of an answer that belongs to no RPC wire: `{ "error": { "code", "message", "data"? } }`. */
export function jsonFault({ code, message, data }: Fault): Reply {
  const error = data === undefined ? { code, message } : { code, message, data }
  return { contentType: 'application/json', text: jsonText({ error }) }
}
