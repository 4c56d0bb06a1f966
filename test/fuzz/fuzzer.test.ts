import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import t from 'tap'
import { root } from '../helper.ts'
import { Fuzzer, minimise } from './fuzzer.ts'
import type { Target } from './target.ts'

/** A reader that is wrong about one thing. */
const planted: Target = {
  covers: [],
  tokens: ['<', '>'],
  nests: [['(', ')']],
  make: random => Buffer.from('some text '.repeat(1 + random.number(5))),
  run: input => (input.includes('<>') ? `planted: in ${input.length} bytes` : undefined),
}

/** The same, where it throws or only another program knows. */
const others: readonly [what: string, target: Target][] = [
  ['is said', planted],
  [
    'is thrown',
    {
      ...planted,
      run(input) {
        if (input.includes('<>')) throw new Error('planted')
        return undefined
      },
    },
  ],
  [
    'another program sees',
    {
      ...planted,
      run: () => undefined,
      compare: inputs => inputs.map(input => (input.includes('<>') ? 'planted: ' : undefined)),
    },
  ],
]

for (const [what, target] of others) {
  t.test(`a mistake that ${what} is found, and the input made as small as it can be`, async t => {
    const fuzzer = new Fuzzer(target, { seed: 1, seeds: [Buffer.from('a seed')] })
    const finding = (await fuzzer.begin()) ?? (await fuzzer.round(5000))
    if (finding === undefined) return t.fail('nothing found')
    t.ok(finding.input.includes('<>'))
    t.equal((await minimise(target, finding)).input.toString(), '<>')
  })
}

t.test('the same seed makes the same inputs', async t => {
  const made = async (seed: number) => {
    const inputs: string[] = []
    const onInput = (input: Buffer) => void inputs.push(input.toString('latin1'))
    await new Fuzzer({ ...planted, run: () => undefined }, { seed, seeds: [], onInput }).round(50)
    return inputs
  }
  t.strictSame(await made(7), await made(7))
  t.notSame(await made(7), await made(8))
})

t.test('npm run fuzz says what it does not know, with its options', async t => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [join(root, 'dist/test/fuzz/run.js'), ...args], { encoding: 'utf8' })
  for (const [args, words] of [
    [['--target', 'none'], /There is no target 'none'/],
    [['--seconds', 'x'], /'x' is no whole number/],
    [['--replay', 'x'], /--replay needs --target/],
    [['--fast'], /Unknown option '--fast'/],
  ] as const) {
    const { status, stderr } = run(...args)
    t.equal(status, 2, args.join(' '))
    t.match(stderr, words)
    t.match(stderr, /Usage: npm run fuzz/)
  }
  const { status, stdout } = run('--target', 'cookie', '--inputs', '300', '--seed', '1')
  t.equal(status, 0, stdout)
  t.match(
    stdout,
    /^cookie: seed 1, \d+ inputs, \d+ a second, \d+ kept for new code, \d+ % of .*; nothing wrong$/m,
  )
})
