import t from 'tap'
import { LinearPattern } from '../../src/rpc/linear-pattern.ts'
import { randomNumbers } from '../random-numbers.ts'

t.test('a pattern means what it means in JavaScript', async t => {
  // biome-ignore format: a table
  const texts = [
    '', 'a', 'ab', 'b', 'A', '5', '-', '_', ' ', '\n', 'a\n', '\r', '\v', '\b', '\0', '\u00a0', '\u2028', '\ufeff', 'é', 'ä5',
    'Ω', '😀', '😀😀', '[', ']', ':', '^', '\\', '/', '.', 'x[y]', 'a-b', '\u0001', 'K', 'ſ', '{', 'aaa', 'a.b',
  ]
  // biome-ignore format: a table
  const sources = [
    '', 'a', '^a$', '^$', '.', '^.$', '^[^]$', '[]', '^\\s$', '^\\S$', '^[\\s]$', '^[^\\s]$', '^[\\S]$', '^[\\s\\S]$',
    '^\\w+$', '^\\W$', '\\ba', '^[\\b]$', '\\B', '^\\d$', '^[\\d-]$', '^\\D$', '\\u0061', '\\u{1F600}', '\\uD83D\\uDE00',
    '^[\\u{1F600}]$', '^[\\uD83D\\uDE00]$', '\\x61', '\\cA', '[\\cA]', '\\0', '[\\0]', '\\v', '[\\v]', '\\/', '\\[', '^[[]$',
    '[[:alpha:]', '^[[a]$', '[^[]', '\\p{L}', '^\\P{L}$', '^[\\p{Lu}5]$', '\\p{Script=Greek}', '\\p{gc=Lu}',
    '\\p{Alphabetic}', 'a{2}', '^a{1,2}$', 'a{2,}', 'a*?b', '(a|b)+', '(?:ab)?', '(?<name>a)b', '^(?:a|b)c?$', '^[.]$',
    '^[\\.]$', '^[a-c]+$', '[^a]', '^[(?=]$', '\\^', '^[\\^]$', '^[\\]]$', '\\\\', '^[\\\\]$', '\\$', '[$]', '\\{', '^[{]$',
    '\\u{a}', '\\u{41}', '^[+--]$', '^[\\w.]+$', '\\(?', '\\.\\[',
    '[a[]', '[a[^]', '[(?]', '[(?]a', '[.]a', '(?:[)])', '^[\\p{Lu}[]$', '(?<é>a)',
  ]
  for (const source of sources) {
    const [own, pattern] = [new RegExp(source, 'u'), new LinearPattern(source)]
    const differing = texts.filter(text => own.test(text) !== pattern.test(text))
    t.strictSame(differing, [], JSON.stringify(source))
  }
})

t.test('whatever is made of such parts means the same', async t => {
  const random = randomNumbers(7)
  const pick = (choices: readonly string[]) => choices[Math.floor(random() * choices.length)] ?? ''
  const parts = [
    'a',
    'b',
    '.',
    '\\s',
    '\\w',
    '[ab]',
    '[^a]',
    '(a|b)',
    '(?:ab|b)',
    '\\b',
    '^',
    '$',
    '[\\s-]',
    '\\u0061',
    '-',
  ]
  const repeats = ['', '', '', '*', '+', '?', '{2}', '{1,3}', '*?', '+?']
  let compared = 0
  for (let made = 0; made < 2000; made += 1) {
    let source = ''
    for (let length = random() * 5; length > 0; length -= 1) {
      const part = pick(parts)
      source += ['\\b', '^', '$'].includes(part) ? part : part + pick(repeats)
    }
    const [own, pattern] = [new RegExp(source, 'u'), new LinearPattern(source)]
    for (let tried = 0; tried < 10; tried += 1) {
      let text = ''
      for (let length = random() * 8; length > 0; length -= 1) text += pick(['a', 'b', ' ', '\n', '-', 'é'])
      compared += 1
      if (own.test(text) !== pattern.test(text)) t.fail(JSON.stringify({ source, text }))
    }
  }
  t.equal(compared, 20_000)
})

t.test('what cannot be run in linear time is no pattern, and says why', async t => {
  const refused: [source: string, why: RegExp][] = [
    ['(?=a)', /^it looks ahead or behind$/],
    ['(?!a)', /^it looks ahead or behind$/],
    ['(?<=a)b', /^it looks ahead or behind$/],
    ['(?<!a)b', /^it looks ahead or behind$/],
    ['(a)\\1', /^it refers back to a group$/],
    ['(?<n>a)\\k<n>', /^it refers back to a group$/],
    ['a{1001}', /^invalid repeat count '\{1001\}'$/],
    ['\\p{Letter}', /^invalid character class range '\\p\{Letter\}'$/],
    ['[', /^Invalid regular expression: /],
    ['(?:(?:\\p{L}{100}){10}){10}', /repeat/],
  ]
  for (const [source, message] of refused)
    t.throws(() => new LinearPattern(source), { name: 'SyntaxError', message })
})

t.test('a long text ends, whatever the pattern', async t => {
  // JavaScript would try 2 to the power of the length of the first, and the square of that of the others.
  const cases: [source: string, text: string, matches: boolean][] = [
    ['^(a+)+$', `${'a'.repeat(100_000)}!`, false],
    ['^[\\s\\S]*@[\\s\\S]*\\.[\\s\\S]*$', '@'.repeat(1_000_000), false],
    ['^(\\s*a?)*$', `${' '.repeat(1_000_000)}!`, false],
    ['(.*)*x$', `${'x'.repeat(100_000)}y`, false],
  ]
  for (const [source, text, matches] of cases) t.equal(new LinearPattern(source).test(text), matches)
})
