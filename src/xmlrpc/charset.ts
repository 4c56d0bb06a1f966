import { isUtf8 } from 'node:buffer'
import { Fault, FaultCode } from '../rpc/fault.ts'
import type { Work } from '../rpc/work.ts'
import { excerpt } from './words.ts'

/**
 * Turns the bytes of a body into text.
 *
 * The first of these that is there decides (RFC 7303 section 3): a byte order mark, the charset of the
 * Content-Type, the encoding of the XML declaration, UTF-8. Bytes that are wrong in that encoding are refused,
 * never replaced.
 *
 * @param contentType - as the client spelt it, with its parameters
 * @returns the text without a byte order mark
 * @throws Fault -32701 an encoding we do not know, -32702 bytes that are wrong in it
 */
export function* decodeText(body: Uint8Array, contentType: string): Work<string> {
  // A view, not a copy.
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const mark = byteOrderMarks.find(({ start }) => bytes.subarray(0, start.length).equals(start))
  const label = mark?.encoding ?? charsetOf(contentType) ?? declaredEncoding(bytes) ?? 'utf-8'

  const decode = decoders.get(label.toLowerCase())
  if (decode === undefined) {
    const known = 'UTF-8, UTF-16 with a byte order mark, ISO-8859-1, US-ASCII, windows-1252'
    throw unsupported(`Encoding ${excerpt(label)} is not supported; supported are ${known}`)
  }
  return yield* decode(mark === undefined ? bytes : bytes.subarray(mark.start.length))
}

/** UTF-32 comes first: its little-endian mark begins like that of UTF-16. */
const byteOrderMarks = [
  { start: Buffer.of(0xff, 0xfe, 0, 0), encoding: 'utf-32' },
  { start: Buffer.of(0, 0, 0xfe, 0xff), encoding: 'utf-32' },
  { start: Buffer.of(0xef, 0xbb, 0xbf), encoding: 'utf-8' },
  { start: Buffer.of(0xff, 0xfe), encoding: 'utf-16le' },
  { start: Buffer.of(0xfe, 0xff), encoding: 'utf-16be' },
]

/** Names of encodings in lower case: those that IANA registered and those that clients write. */
const decoders = new Map([
  ...named(['utf-8', 'utf8'], decodeUtf8),
  ...named(['utf-16le'], decodeUtf16('utf-16le')),
  ...named(['utf-16be'], decodeUtf16('utf-16be')),
  ...named(['utf-16', 'utf16'], refuseUnmarked),
  ...named(['us-ascii', 'ascii', 'ansi_x3.4-1968', 'iso646-us'], decodeAscii),
  ...named(['iso-8859-1', 'iso_8859-1', 'iso8859-1', 'latin1', 'latin-1', 'l1'], decodeLatin1),
  ...named(['windows-1252', 'cp1252'], decodeWindows1252),
])

function charsetOf(contentType: string): string | undefined {
  for (const [, name, quoted, plain] of contentType.matchAll(parameter)) {
    if (name?.toLowerCase() === 'charset') return (quoted ?? plain) || undefined
  }
  return undefined
}

/** Walks over every parameter, so that `x="; charset=utf-16"` does not count as a charset. */
const parameter = /;[ \t]*([^\s=;"]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))/g

/** Any encoding that a declaration can name without a byte order mark spells `<?xml` as ASCII does. */
function declaredEncoding(bytes: Buffer): string | undefined {
  if (bytes.toString('latin1', 0, 5) !== '<?xml') return undefined
  const declaration = bytes.toString('latin1', 0, Math.max(bytes.indexOf('?>'), 0))
  const [, quoted, apostrophed] = /\sencoding\s*=\s*(?:"([^"]*)"|'([^']*)')/.exec(declaration) ?? []
  return quoted ?? apostrophed
}

function named(names: readonly string[], decode: (bytes: Buffer) => Work<string>) {
  return names.map(name => [name, decode] as const)
}

/** Not a TextDecoder: it takes twenty times as long for what is not ASCII. */
function* decodeUtf8(bytes: Buffer): Work<string> {
  if (!isUtf8(bytes)) throw wrongBytes('The body is not valid UTF-8')
  if (bytes.length > bytesOfPart) yield
  return bytes.toString()
}

function decodeUtf16(encoding: 'utf-16le' | 'utf-16be') {
  return function* (bytes: Buffer): Work<string> {
    if (bytes.length > bytesOfPart) yield
    try {
      // ignoreBOM: our mark is gone already, a second one is a character.
      return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes)
    } catch {
      throw wrongBytes(`The body is not valid ${encoding.toUpperCase()}`)
    }
  }
}

/** XML 1.0 section 4.3.3: UTF-16 begins with a byte order mark. Guessing the order could misread. */
function* refuseUnmarked(): Work<never> {
  yield
  throw unsupported('UTF-16 needs a byte order mark')
}

function* decodeAscii(bytes: Buffer): Work<string> {
  const text = bytes.toString('latin1')
  const at = text.search(/[\x80-\xFF]/)
  if (at !== -1) throw wrongBytes(`Byte ${byteAt(bytes, at)} is not US-ASCII`)
  if (bytes.length > bytesOfPart) yield
  return text
}

/** Not a TextDecoder: the WHATWG's "iso-8859-1" is windows-1252. */
function* decodeLatin1(bytes: Buffer): Work<string> {
  if (bytes.length > bytesOfPart) yield
  return bytes.toString('latin1')
}

/** Not a TextDecoder: several releases of Node decode windows-1252 as Latin-1. */
function* decodeWindows1252(bytes: Buffer): Work<string> {
  let text = ''
  for (let from = 0; from < bytes.length; from += bytesOfPart) {
    const part = bytes.toString('latin1', from, from + bytesOfPart)
    text += part.replace(/[\x80-\x9F]/g, (character, at: number) => {
      const decoded = windows1252[character.charCodeAt(0) - 0x80]
      if (decoded === undefined || decoded === ' ') {
        throw wrongBytes(`Byte ${byteAt(bytes, from + at)} means nothing in windows-1252`)
      }
      return decoded
    })
    if (bytes.length > bytesOfPart) yield
  }
  return text
}

const bytesOfPart = 65_536

/** What windows-1252 has at 0x80 to 0x9F; a blank stands for the five that mean nothing. */
const windows1252 = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ'

function byteAt(bytes: Buffer, at: number) {
  return `0x${bytes.toString('hex', at, at + 1).toUpperCase()} at offset ${at}`
}

function unsupported(message: string) {
  return new Fault(message, { code: FaultCode.unsupportedEncoding })
}

function wrongBytes(message: string) {
  return new Fault(message, { code: FaultCode.invalidCharacter })
}
