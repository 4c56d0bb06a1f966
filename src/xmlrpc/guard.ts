import { Fault, FaultCode } from '../rpc/fault.ts'
import { Pace, type Work } from '../rpc/work.ts'
import { isBlankCode, normalizeLineEnds } from './characters.ts'
import { endOfAside, malformed, readStartTag, refuseForbidden, skipBlanks } from './markup.ts'
import { Scanner } from './scanner.ts'
import { excerpt } from './words.ts'

/**
 * Checks all of a document but the content of its root, and cuts that content out.
 *
 * A parser that is fed `<methodCall>${content}</methodCall>` has neither a prolog nor an epilog to be lenient
 * with; whatever it hands over must equal the content, or the two do not see the same document.
 * Inside the root only so much is checked as keeps that parser honest and fast: every tag, comment,
 * instruction and CDATA section ends. The rest is the decoder's.
 *
 * @param text - the document, without a byte order mark
 * @returns the text between the tags of the root, lines ended with LF
 * @throws Fault -32700 not well-formed, or a DOCTYPE; -32702 a character XML forbids; -32600 another root
 */
export function* guardDocument(text: string): Work<string> {
  const document = yield* normalizeLineEnds(text)
  const rootAt = yield* endOfMisc(document, endOfDeclaration(document))
  if (!document.startsWith('<', rootAt)) throw malformed('the root element was expected', document, rootAt)

  const root = readStartTag(document, rootAt)
  const contentEnd = root.closed ? root.end : yield* endOfContent(document, root.end, root.name)
  const rootEnd = root.closed ? root.end : endOfEndTag(document, contentEnd, root.name)
  const end = yield* endOfMisc(document, rootEnd)
  if (end < document.length) throw malformed('something stands after the root element', document, end)

  yield* refuseForbidden(document.slice(0, root.end))
  yield* refuseForbidden(document.slice(rootEnd))
  const content = document.slice(root.end, contentEnd)
  if (!/^(?:[^:]+:)?methodCall$/.test(root.name)) {
    yield* refuseForbidden(content)
    yield* new Scanner(content).readRest()
    throw new Fault(`<methodCall> was expected as the root element, found ${excerpt(root.name)}`, {
      code: FaultCode.invalidRequest,
    })
  }
  // The parser counts the elements of this name inside each other, whatever the prefix of the root: one tag too many or too few, and
  // it sees another end than we do.
  if (/<methodCall|<\/[^a-zA-Z>]*methodCall[^a-zA-Z]/.test(content)) {
    yield* refuseForbidden(content)
    yield* new Scanner(content).readRest()
  }
  return content
}

/** Version 1.x is read as 1.0 (XML 1.0 section 2.8); the encoding has been dealt with. */
function endOfDeclaration(document: string) {
  if (!/^<\?xml[ \t\n?]/.test(document)) return 0
  const found = declaration.exec(document)
  if (found === null) throw malformed('a wrong XML declaration', document, 0)
  return found[0].length
}

const blank = '[ \\t\\n]'
const pseudoAttribute = (name: string, value: string) =>
  `${blank}+${name}${blank}*=${blank}*(?:"${value}"|'${value}')`
const declaration = new RegExp(
  [
    '^<\\?xml',
    pseudoAttribute('version', '1\\.[0-9]+'),
    `(?:${pseudoAttribute('encoding', '[A-Za-z][-A-Za-z0-9._]*')})?`,
    `(?:${pseudoAttribute('standalone', '(?:yes|no)')})?`,
    `${blank}*\\?>`,
  ].join(''),
)

/** Skips comments, processing instructions and blanks. */
function* endOfMisc(document: string, at: number): Work<number> {
  const pace = new Pace()
  let here = skipBlanks(document, at)
  while (document.startsWith('<!', here) || document.startsWith('<?', here)) {
    here = skipBlanks(document, endOfAside(document, here))
    if (pace.isDue()) yield
  }
  return here
}

/**
 * Finds the first end tag of the root that stands in no comment, instruction or CDATA section. (In a document
 * where that is another element's, an element of this name stands inside the root, and that is no call.)
 */
function* endOfContent(document: string, at: number, root: string): Work<number> {
  const pace = new Pace()
  for (let here = document.indexOf('<', at); here !== -1; ) {
    if (isEndTag(document, here, root)) return here
    here = document.indexOf('<', endOfMarkup(document, here))
    if (pace.isDue()) yield
  }
  throw malformed(`</${root}> is missing`, document, document.length)
}

function isEndTag(document: string, at: number, name: string) {
  if (document.charCodeAt(at + 1) !== slash || !document.startsWith(name, at + 2)) return false
  const next = document.charCodeAt(at + 2 + name.length)
  return next === greaterThan || isBlankCode(next)
}

function endOfMarkup(document: string, at: number) {
  const next = document.charCodeAt(at + 1)
  if (next !== exclamationMark && next !== questionMark) return endOfTag(document, at)
  if (document.startsWith('<![CDATA[', at)) return endAfter(document, ']]>', at)
  return endOfAside(document, at)
}

function endAfter(document: string, closing: string, at: number) {
  const end = document.indexOf(closing, at)
  if (end === -1) throw malformed(`'${closing}' is missing`, document, at)
  return end + closing.length
}

/**
 * Finds the `>` of a tag, and no `<` before it. Without this check a run of `<<<<"` costs fast-xml-parser
 * 4.5.7 quadratic time: 40 kB, ten seconds.
 */
function endOfTag(document: string, at: number) {
  let quote = 0
  for (let here = at + 1; here < document.length; here += 1) {
    const code = document.charCodeAt(here)
    if (code === lessThan) break
    if (quote !== 0) {
      if (code === quote) quote = 0
    } else if (code === greaterThan) return here + 1
    else if (code === 0x22 || code === 0x27) quote = code
  }
  throw malformed('a tag without its end', document, at)
}

const lessThan = 0x3c
const greaterThan = 0x3e
const slash = 0x2f
const exclamationMark = 0x21
const questionMark = 0x3f

function endOfEndTag(document: string, at: number, name: string) {
  const end = skipBlanks(document, at + 2 + name.length)
  if (!document.startsWith('>', end)) throw malformed('a wrong end tag', document, at)
  return end + 1
}
