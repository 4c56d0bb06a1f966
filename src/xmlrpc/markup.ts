import { Fault, FaultCode } from '../rpc/fault.ts'
import { atOnce, Pace, type Work } from '../rpc/work.ts'
import {
  findForbidden,
  findForbiddenInTurns,
  isBlankCode,
  longestPart,
  nameOfCharacter,
} from './characters.ts'
import { excerpt } from './words.ts'

// The parts of XML 1.0 that have nothing to do with XML-RPC. Each function is given a text and the place where
// a part begins, checks that part to the letter, and says where it ends; none looks at a character twice.

/** A start tag, or an empty-element tag. */
export interface StartTag {
  /** With its prefix. */
  readonly name: string
  readonly end: number
  /** Whether it was `<name/>`. */
  readonly closed: boolean
}

/** Reads `<name attribute="value">`. Attributes are checked and forgotten: XML-RPC has none. */
export function readStartTag(text: string, at: number): StartTag {
  const name = readName(text, at + 1)
  const seen = new Set<string>()
  let here = at + 1 + name.length
  for (;;) {
    const next = skipBlanks(text, here)
    if (text.startsWith('>', next)) return { name, end: next + 1, closed: false }
    if (text.startsWith('/>', next)) return { name, end: next + 2, closed: true }
    if (next === here) throw malformed('a tag breaks off or is spelt wrong', text, at)

    const attribute = readName(text, next)
    if (seen.has(attribute)) throw malformed(`attribute ${excerpt(attribute)} is given twice`, text, at)
    seen.add(attribute)
    const end = endOfAttribute(text, next + attribute.length)
    if (end - at > longestTag) {
      throw new Fault(`a tag of more than ${longestTag} characters`, { code: FaultCode.tooLarge })
    }
    checkAttributeValue(text.slice(next + attribute.length, end))
    here = end
  }
}

/** XML-RPC has no attributes; those that are there declare a namespace or two. */
const longestTag = longestPart

/** Passes over `<!-- comment -->` or `<?instruction?>`; anything else that begins so has no place in a call. */
export function endOfAside(text: string, at: number): number {
  if (text.startsWith('<?', at)) return endOfInstruction(text, at)
  if (text.startsWith('<!--', at)) return endOfComment(text, at)
  if (text.startsWith('<!DOCTYPE', at)) throw malformed('a DOCTYPE is not accepted', text, at)
  throw malformed('markup that has no place here', text, at)
}

/** Resolves `&amp;` and its four sisters, `&#65;` and `&#x41;`. There are no others without a DOCTYPE. */
export function* resolveReferences(raw: string): Work<string> {
  const pace = new Pace()
  let resolved = ''
  let from = 0
  for (let at = raw.indexOf('&'); at !== -1; at = raw.indexOf('&', from)) {
    const end = raw.indexOf(';', at)
    const name = end === -1 ? '' : raw.slice(at + 1, end)
    const character = entities.get(name) ?? resolveNumber(name)
    if (character === undefined) throw malformed("an '&' that begins no reference", raw, at)
    resolved += raw.slice(from, at) + character
    from = end + 1
    if (pace.isDue()) yield
  }
  return resolved + raw.slice(from)
}

export function skipBlanks(text: string, at: number): number {
  let here = at
  while (isBlankCode(text.charCodeAt(here))) {
    here += 1
    if (here - at === fewBlanks) return endOfBlanks(text, here)
  }
  return here
}

/** For so many, a loop is quicker than an expression; for millions, it is not. */
const fewBlanks = 64

function endOfBlanks(text: string, at: number) {
  blanks.lastIndex = at
  blanks.test(text)
  return blanks.lastIndex
}

const blanks = /[ \t\n\r]*/y

/** A fault for text that is not XML, with the markup that stands at the place. */
export function malformed(what: string, text: string, at: number): Fault {
  return new Fault(`not well-formed XML: ${what}, ${placeWords(text, at)}`, { code: FaultCode.parseError })
}

/** Text can be a password, and goes into no message; a tag that ends nowhere is text too. */
function placeWords(text: string, at: number) {
  if (at >= text.length) return 'at the end'
  beginOfMarkup.lastIndex = at
  const markup = beginOfMarkup.exec(text)?.[0] ?? ''
  return markup.length < 2 ? `at character ${at + 1} of the text there` : `near ${excerpt(markup)}`
}

/** A tag without attributes, the begin of an aside, or a reference as short as any is. */
const beginOfMarkup = /<\/?[\w:.-]{1,40}[ \t\n]*\/?>|<!DOCTYPE|<!\[CDATA\[|<!--|<\?|&#?\w{1,8};/y

/** @throws Fault -32702 where `text` holds a character that XML forbids */
export function* refuseForbidden(text: string): Work<void> {
  const at = yield* findForbiddenInTurns(text)
  if (at === -1) return
  throw invalidCharacter(`character ${nameOfCharacter(text, at)}, at character ${at + 1} of the text there`)
}

function endOfInstruction(text: string, at: number) {
  const target = readName(text, at + 2)
  const data = at + 2 + target.length
  // It would be an XML declaration, which may only begin the document.
  if (target.toLowerCase() === 'xml') throw malformed('a misplaced XML declaration', text, at)
  const end = text.indexOf('?>', data)
  if (end === -1) throw malformed('a processing instruction without its end', text, at)
  if (end > data && !isBlankCode(text.charCodeAt(data))) {
    throw malformed('a processing instruction with a wrong name', text, at)
  }
  return end + 2
}

function endOfComment(text: string, at: number) {
  const dashes = text.indexOf('--', at + 4)
  if (dashes === -1) throw malformed('a comment without its end', text, at)
  if (!text.startsWith('>', dashes + 2)) throw malformed("'--' inside a comment", text, dashes)
  return dashes + 3
}

function readName(text: string, at: number) {
  name.lastIndex = at
  const found = name.exec(text)?.[0]
  if (found === undefined) throw malformed('a name was expected', text, Math.max(0, at - 1))
  return found
}

/** XML 1.0 (fifth edition) section 2.3. */
const nameStart =
  ':A-Z_a-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C\\u200D\\u2070-\\u218F' +
  '\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD\\u{10000}-\\u{EFFFF}'
const name = new RegExp(`[${nameStart}][-.0-9\\u00B7\\u0300-\\u036F\\u203F\\u2040${nameStart}]*`, 'uy')

function endOfAttribute(text: string, at: number) {
  const equals = skipBlanks(text, at)
  const start = skipBlanks(text, equals + 1)
  const quote = text.charAt(start)
  const end = quote === '"' || quote === "'" ? text.indexOf(quote, start + 1) : -1
  if (!text.startsWith('=', equals) || end === -1) throw malformed('an attribute without a value', text, at)
  return end + 1
}

/** @param value - with whatever stands around it */
function checkAttributeValue(value: string) {
  if (value.includes('<')) throw malformed("'<' inside an attribute", value, 0)
  atOnce(resolveReferences(value))
}

const entities = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
])

/** Resolves `#65` or `#x41`. */
function resolveNumber(reference: string) {
  if (!/^#(?:[0-9]+|x[0-9A-Fa-f]+)$/.test(reference)) return undefined
  const code = Number(reference.replace('#', '').replace('x', '0x'))
  const character = code <= 0x10ffff ? String.fromCodePoint(code) : ''
  if (character !== '' && findForbidden(character) === -1) return character
  throw invalidCharacter(`reference ${excerpt(`&${reference};`)}`)
}

function invalidCharacter(what: string) {
  return new Fault(`${what}: XML forbids this character`, { code: FaultCode.invalidCharacter })
}
