/** Writes bytes as a method takes them. */
export function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}

/**
 * Reads bytes that a method has answered.
 *
 * @throws an error for a text that is not base64
 */
// Its type is left to the compiler: what a Uint8Array is made of is told by new ones only.
export function fromBase64(text: string) {
  const bytes = atob(text)
  const array = new Uint8Array(bytes.length)
  for (let index = 0; index < bytes.length; index += 1) array[index] = bytes.charCodeAt(index)
  return array
}
