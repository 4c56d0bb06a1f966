import { randomNumbers } from '../random-numbers.ts'

export const tokens = [
  '<',
  '>',
  '/',
  '&',
  ';',
  '=',
  '"',
  "'",
  '!',
  '-',
  '--',
  '-->',
  '<!--',
  '<!',
  '<?',
  '?>',
  ']]>',
  '<![CDATA[',
  '</',
  '/>',
  '&#0;',
  '&#1;',
  '&#xD800;',
  '&#x110000;',
  '&amp;',
  '&x;',
  '&#;',
  '\u0000',
  '\u0001',
  '\uFFFE',
  '\uFEFF',
  ' ',
  '\n',
  '\r',
  'x',
  ':',
  '.',
  '1',
  ' a="b"',
  ' a="b" a="c"',
  ' a=b',
  ' a',
  '<?xml version="1.0"?>',
  '<?xml?>',
  '<?x?>',
  '<!DOCTYPE a>',
  '<a>',
  '</a>',
  '<a/>',
  '<value>',
  '</value>',
  '<value/>',
  '<int>1</int>',
  '<string/>',
  '<data/>',
  '<name>a</name>',
  '<member/>',
  '<param/>',
  '</methodCall>',
  '<methodCall>',
  '<params/>',
  '<x:int>5</x:int>',
  '<1>',
  '<>',
] as const

export interface Random {
  /** A whole number from 0 up to, but without, `below`. */
  readonly number: (below: number) => number
  readonly pick: <T>(items: readonly [T, ...T[]]) => T
}

/** The same choices for the same seed. */
export function randomFrom(seed: number): Random {
  const next = randomNumbers(seed)
  const number = (below: number) => Math.floor(next() * below)
  return { number, pick: items => items[number(items.length)] ?? items[0] }
}

/** A call in odd but mostly well-formed spelling, with a mistake now and then. */
export function makeDocument({ number, pick }: Random): string {
  const blank = () => pick(['', '', '', '\n', ' ', '\r\n', '\t', '<!-- a <b> -->', '<?a b?>', '\r'])
  const prefix = () => pick(['', '', '', '', '', '', '', '', 'ex:'])
  const repeat = (most: number, make: () => string) => Array.from({ length: number(most + 1) }, make).join('')
  const text = () =>
    repeat(3, () =>
      pick([
        'a',
        ' ',
        'é',
        '😀',
        '&lt;',
        '&#38;',
        '&#x41;',
        '&#13;',
        ']]',
        '>',
        '"',
        '\n',
        '\r\n',
        '<![CDATA[<&]]>',
        '<!---->',
      ]),
    )
  const element = (name: string, content: string) => {
    const tag = prefix() + name
    const attributes = pick(['', '', '', '', '', ' a="b"', ' a = \'>\'\nc="&lt;"', ' '])
    if (content === '' && number(2) === 0) return `<${tag}${attributes}/>`
    return `<${tag}${attributes}>${content}</${tag}${pick(['', '', '', ' ', '\n'])}>`
  }
  const integer = () => pick(['0', '5', '-7', '+5', '01', ' 3\n', '2147483647', '2147483648', 'x', ''])
  const member = (depth: number) => {
    const name = element('name', text())
    const value = makeValue(depth)
    return element('member', number(4) === 0 ? value + blank() + name : name + blank() + value)
  }
  const makeTyped = (depth: number): string => {
    const kind = number(depth > 0 ? 7 : 5)
    if (kind === 0) return element(pick(['int', 'i4']), integer())
    if (kind === 1) return element('boolean', pick(['0', '1', 'true', '2']))
    if (kind === 2) return element('double', pick(['1.5', '2', '-0.25', '1.', 'e']))
    if (kind <= 4) return element('string', text())
    if (kind === 5)
      return element(
        'array',
        blank() +
          element(
            'data',
            repeat(3, () => makeValue(depth - 1) + blank()),
          ),
      )
    return element('struct', blank() + repeat(3, () => member(depth - 1) + blank()))
  }
  function makeValue(depth: number): string {
    return element('value', number(5) === 0 ? text() : blank() + makeTyped(depth) + blank())
  }
  const prolog = pick(['', "<?xml version='1.0'?>", '<?xml version="1.0" encoding="UTF-8" ?>\n'])
  const params = repeat(2, () => element('param', blank() + makeValue(3) + blank()) + blank())
  const content =
    blank() +
    element('methodName', pick(['a.b', ' m\n', 'é'])) +
    blank() +
    element('params', params) +
    blank()
  return prolog + blank() + element('methodCall', content) + blank()
}

/** Takes something out, puts something in, doubles or swaps something. */
export function mutate(document: string, times: number, { number, pick }: Random): string {
  let text = document
  for (let time = 0; time < times; time += 1) {
    const at = number(text.length + 1)
    const end = Math.min(text.length, at + number(number(3) === 0 ? 30 : 3))
    const kind = number(6)
    if (kind === 0) text = text.slice(0, at) + text.slice(end)
    else if (kind === 1) text = text.slice(0, end) + text.slice(at)
    else if (kind === 2) text = number(8) === 0 ? text.slice(0, at) : text
    else if (kind === 3)
      text = text.replace(/<\/?([A-Za-z]+)/, tag => (number(2) === 0 ? `${tag}x` : tag.slice(0, -1)))
    else text = text.slice(0, at) + pick(tokens) + text.slice(kind === 4 ? at : end)
  }
  return text
}
