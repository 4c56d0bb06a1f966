import { isLosslessNumber, parse } from 'lossless-json'

/**
 * The digits of each request's id, as the client wrote them: JSON-RPC 2.0 section 5 wants the same value back, and
 * an id of twenty digits, or 1e400, does not survive a JavaScript number.
 *
 * @param text - a body that JSON.parse has read
 * @returns one entry per element of the batch, or one in all; undefined where the id is no number
 */
export function idTexts(text: string): (string | undefined)[] {
  // Of two members with one name the last counts, as for JSON.parse; the parser reads no byte order mark.
  const value = parse(text, null, { onDuplicateKey: ({ newValue }) => newValue })
  return (Array.isArray(value) ? value : [value]).map(idText)
}

function idText(element: unknown) {
  if (typeof element !== 'object' || element === null || !('id' in element)) return undefined
  return isLosslessNumber(element.id) ? element.id.toString() : undefined
}
