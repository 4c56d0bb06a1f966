import { StringDecoder } from 'node:string_decoder'

/** One output stream of a command, kept up to a limit. */
export class CappedOutput {
  readonly #chunks: Uint8Array[] = []
  #room: number
  #overflowed = false

  constructor(maxBytes: number) {
    this.#room = maxBytes
  }

  /** Whether there was more than the limit. */
  get overflowed(): boolean {
    return this.#overflowed
  }

  add(chunk: Uint8Array): void {
    if (this.#room > 0) this.#chunks.push(chunk.subarray(0, this.#room))
    this.#overflowed ||= chunk.length > this.#room
    this.#room = Math.max(0, this.#room - chunk.length)
  }

  toString(): string {
    return decodeOutput(Buffer.concat(this.#chunks), this.#overflowed)
  }
}

/**
 * Reads output as UTF-8; each malformed sequence becomes U+FFFD.
 *
 * @param truncated - whether the bytes were cut off, so that half a character at their end is left out
 */
export function decodeOutput(bytes: Buffer, truncated: boolean): string {
  if (!truncated) return bytes.toString('utf8')
  return new StringDecoder('utf8').write(bytes)
}
