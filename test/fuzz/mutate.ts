import type { Random } from '../xmlrpc/made-up-calls.ts'
import type { Target } from './target.ts'

/** No input grows beyond this, so that a run stays a run of many. */
const largest = 100_000

type Grammar = Pick<Target, 'tokens' | 'nests' | 'mainPart'>

/**
 * Changes an input in some places, as seed and target choose: bits, ranges, tokens, numbers, levels, encodings.
 *
 * @param others - inputs of which a piece may be put in
 */
export function mutate(input: Buffer, random: Random, target: Grammar, others: readonly Buffer[]): Buffer {
  const start = random.number(5) === 0 ? 0 : (target.mainPart?.(input) ?? 0)
  // One character for each byte: strings are cut and joined more easily.
  let text = input.toString('latin1', start)
  for (let left = 1 + random.number(random.number(3) === 0 ? 8 : 3); left > 0; left -= 1) {
    const changed = random.pick(mutations)({ text, random, target, others })
    if (changed.length <= largest) text = changed
  }
  return Buffer.concat([input.subarray(0, start), recoded(Buffer.from(text, 'latin1'), random)])
}

interface Change {
  readonly text: string
  readonly random: Random
  readonly target: Grammar
  readonly others: readonly Buffer[]
}

type Mutation = (change: Change) => string

const mutations: readonly [Mutation, ...Mutation[]] = [
  flipBit,
  setByte,
  cut,
  cut,
  truncate,
  repeat,
  insertToken,
  insertToken,
  replaceByToken,
  replaceByToken,
  swapWords,
  splice,
  replaceNumber,
  nest,
]

function flipBit({ text, random }: Change) {
  const at = random.number(text.length)
  return replaceRange(
    text,
    at,
    at + 1,
    String.fromCharCode((text.charCodeAt(at) ^ (1 << random.number(8))) & 0xff),
  )
}

function setByte({ text, random }: Change) {
  const at = random.number(text.length + 1)
  const byte = random.pick([
    0,
    9,
    10,
    13,
    32,
    0x22,
    0x26,
    0x3c,
    0x7f,
    0x80,
    0xc0,
    0xed,
    0xef,
    0xff,
    random.number(256),
  ])
  return replaceRange(text, at, at + random.number(2), String.fromCharCode(byte))
}

function cut({ text, random }: Change) {
  const [start, end] = range(text, random)
  return replaceRange(text, start, end, '')
}

function truncate({ text, random }: Change) {
  return random.number(4) === 0 ? text.slice(0, random.number(text.length + 1)) : text
}

/** Mostly a few times; now and then so often that a reader whose time grows faster than its input shows it. */
function repeat({ text, random }: Change) {
  const [start, end] = range(text, random)
  const piece = text.slice(start, end)
  const most = random.number(100) === 0 ? Math.floor(30_000 / (piece.length || 1)) : 4
  return replaceRange(text, end, end, piece.repeat(1 + random.number(most + 1)))
}

function insertToken(change: Change) {
  const at = change.random.number(change.text.length + 1)
  return replaceRange(change.text, at, at, token(change))
}

function replaceByToken(change: Change) {
  const [start, end] = range(change.text, change.random)
  return replaceRange(change.text, start, end, token(change))
}

function token({ random, target }: Change) {
  const known = random.number(3) === 0 ? common : target.tokens
  return Buffer.from(known[random.number(known.length)] ?? '').toString('latin1')
}

/** Of interest to all readers: the ends of Unicode's ranges, and what other languages take for blank. */
const common = [
  '\0',
  '\u0001',
  '\u0085',
  '\u00a0',
  '\u2028',
  '\ufeff',
  '\ufffe',
  '\uffff',
  '\u{10ffff}',
  'é',
  '😀',
  '\r',
  '\n',
  '\r\n',
  '\t',
  '__proto__',
  'constructor',
  '%s',
  '%00',
  '../',
]

function swapWords({ text, random }: Change) {
  const words = [...text.slice(0, 4000).matchAll(/[A-Za-z0-9_.]+/g)]
  const [first, second] = [words[random.number(words.length)], words[random.number(words.length)]]
  if (first === undefined || second === undefined || first.index >= second.index) return text
  const between = text.slice(first.index + first[0].length, second.index)
  return replaceRange(text, first.index, second.index + second[0].length, second[0] + between + first[0])
}

function splice({ text, random, others }: Change) {
  const other = others[random.number(others.length)]?.toString('latin1') ?? ''
  const [start, end] = range(other, random)
  const at = random.number(text.length + 1)
  if (random.number(3) === 0) return text.slice(0, at) + other.slice(start)
  return replaceRange(text, at, at, other.slice(start, end))
}

function replaceNumber({ text, random }: Change) {
  const numbers = [...text.slice(0, 4000).matchAll(/-?[0-9]+(?:\.[0-9]+)?/g)]
  const found = numbers[random.number(numbers.length)]
  if (found === undefined) return text
  return replaceRange(text, found.index, found.index + found[0].length, random.pick(oddNumbers))
}

const oddNumbers = [
  '0',
  '-0',
  '00',
  '1e400',
  '-1e-400',
  '1.0',
  '5e-324',
  '0x10',
  '127',
  '128',
  '-129',
  '32768',
  '2147483647',
  '2147483648',
  '-2147483649',
  '9007199254740993',
  '9223372036854775807',
  '9223372036854775808',
  '12345678901234567890123',
  '9'.repeat(400),
  'NaN',
  'Infinity',
] as const

/** Around the limits for levels, which are 64, and rarely far beyond. */
function nest({ text, random, target }: Change) {
  const [open, close] = target.nests[random.number(target.nests.length)] ?? ['', '']
  const times = random.pick([1, 2, 31, 63, 64, 65, random.number(30) === 0 ? 2000 : 3])
  const [start, end] = range(text, random)
  return (
    text.slice(0, start) + open.repeat(times) + text.slice(start, end) + close.repeat(times) + text.slice(end)
  )
}

function range(text: string, random: Random): [start: number, end: number] {
  const start = random.number(text.length + 1)
  return [start, Math.min(text.length, start + random.number(random.pick([2, 4, 16, 64, 400])))]
}

function replaceRange(text: string, start: number, end: number, by: string) {
  return text.slice(0, start) + by + text.slice(end)
}

/** The whole in another encoding, or with a byte order mark, once in a while. */
function recoded(input: Buffer, random: Random) {
  switch (random.number(120)) {
    case 0:
      return Buffer.from(`\ufeff${input.toString()}`, 'utf16le')
    case 1:
      return Buffer.from(`\ufeff${input.toString()}`, 'utf16le').swap16()
    case 2:
      return Buffer.from(`\ufeff${input.toString()}`)
    case 3:
      return Buffer.from(input.toString(), 'latin1')
    default:
      return input
  }
}
