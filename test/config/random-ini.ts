import { randomNumbers } from '../random-numbers.ts'

/** Makes small configurations that are rarely tidy and mostly valid; the same ones in the same order each time. */
export function randomIniTexts(count: number, seed: number): string[] {
  const random = randomNumbers(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  const pick = (choices: readonly string[]) => choices[below(choices.length)] ?? ''
  const some = (choices: readonly string[], most: number) =>
    Array.from({ length: below(most + 1) }, () => pick(choices)).join('')
  const gap = () => (below(3) > 0 ? pick(['', ' ']) : some(blanks, 3))

  const kinds = [
    ...times(30, () => `[${pick(names)}]`),
    ...times(10, () => `[${pick(names)}${some(names, 2)}]${some(texts, 2)}`),
    ...times(90, () => `${pick(names)}${gap()}${pick(['=', ':'])}${gap()}${some(texts, 4)}`),
    ...times(15, () => `${pick(names)}${some(texts, 3)}=${some(texts, 1)}`),
    ...times(50, () => `${pick([' ', '\t', ...blanks])}${gap()}${some(texts, 3)}`),
    ...times(30, gap),
    ...times(20, () => `${gap()}${pick(['#', ';'])}${some(texts, 3)}`),
    ...times(1, () => some(texts, 5)),
  ]
  const line = () => `${below(8) > 0 ? '' : gap()}${kinds[below(kinds.length)]?.() ?? ''}${gap()}`

  return Array.from({ length: count }, () => {
    const start = pick(['', '', '', '\ufeff', '\n']) + (below(50) > 0 ? `[${pick(names)}]\n` : '')
    return start + Array.from({ length: below(12) }, () => line() + pick(lineEnds)).join('')
  })
}

const lineEnds = ['\n', '\n', '\n', '\r\n', '\r', '\n\n']

const words = (text: string) => text.split(' ')

// Python and JavaScript disagree on some of these; the last two are blank to neither, and to JavaScript alone.
const blanks = [
  ' ',
  ...words(
    '\t \v \f \x1c \x1d \x1e \x1f \x85 \xa0 \u1680 \u2000 \u2003 \u200a \u2028 \u2029 \u202f \u205f \u3000',
  ),
  ...words('\u200b \ufeff'),
]

const names = [
  ...words('a b c A B DEFAULT default a.b a\\.b a[] [ ] "a" \'b\' 1 10 2 true null % _ \\u0041'),
  ...words('Ä İ ΑΣ 😀 \0 a\u2028b __proto__ constructor toString'),
  'a b',
]

const texts = [
  ...names,
  ...blanks,
  ...words('= : # ; \\ \\n " \' "" false %% %(a)s %(B)s %(c)s'),
  ' # ',
  ' ; ',
]

function times<T>(count: number, item: T): T[] {
  return Array.from({ length: count }, () => item)
}
