import { Fault, FaultCode } from './fault.ts'

/**
 * What is left of the values and bytes that one reply may hold; all results that go into it share them, so that a batch
 * takes no more memory than one call.
 */
export class ReplyRoom {
  readonly #maxBytes: number
  #bytesLeft: number

  /** @param maxBytes - Infinity where nothing bounds a text */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
    this.#bytesLeft = maxBytes
  }

  /** @throws Fault -32004 where they are no longer there */
  take(bytes: number): void {
    if (bytes > this.#bytesLeft) {
      throw new Fault(`The reply would be larger than ${this.#maxBytes} bytes ([limits] replybytes)`, {
        code: FaultCode.tooLarge,
      })
    }
    this.#bytesLeft -= bytes
  }

  giveBack(bytes: number): void {
    this.#bytesLeft += bytes
  }
}

/** The text of a reply, or of a part of one: a string, or its bytes where it is long. */
export type Text = string | Buffer

/**
 * Gathers the text of a reply. A long one becomes bytes piece by piece: as a whole, a string of some megabytes that is made
 * of small ones would hold up the event loop when it is sent.
 */
export class ReplyText {
  readonly #room: ReplyRoom
  readonly #isKept: boolean
  readonly #chunks: Buffer[] = []
  #piece = ''
  #bytes = 0

  /** @param isKept - false where only the room counts */
  constructor(room: ReplyRoom, isKept = true) {
    this.#room = room
    this.#isKept = isKept
  }

  /**
   * Adds what follows.
   *
   * @param text - not much longer than a piece, and no half of a surrogate pair
   * @throws Fault -32004 past the room that the reply has
   */
  add(text: string): void {
    this.#piece += text
    if (this.#piece.length >= pieceLength) this.#flush()
  }

  /** All that was added. */
  end(): Text {
    if (this.#chunks.length === 0) {
      this.#take(Buffer.byteLength(this.#piece))
      return this.#piece
    }
    this.#flush()
    return Buffer.concat(this.#chunks)
  }

  /** Forgets all that was added, and leaves the room to others. */
  drop(): void {
    this.#room.giveBack(this.#bytes)
    this.#bytes = 0
    this.#chunks.length = 0
    this.#piece = ''
  }

  #flush() {
    const piece = this.#piece
    this.#piece = ''
    this.#take(Buffer.byteLength(piece))
    if (this.#isKept) this.#chunks.push(Buffer.from(piece))
  }

  #take(bytes: number) {
    this.#room.take(bytes)
    this.#bytes += bytes
  }
}

const pieceLength = 65_536
