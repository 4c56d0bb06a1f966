import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { root } from './helper.ts'

const isPossible = existsSync('/proc/self/schedstat') || process.env['CI'] !== undefined
const skip = isPossible ? false : 'the bench reads /proc/<pid>/task/*/schedstat: run it on Linux'

const bench = (...args: string[]) =>
  promisify(execFile)(process.execPath, [join(root, 'bench/run.js'), ...args])

t.test(
  'the bench has a line for every server, with CPU time, range, ratio to the first and memory',
  { skip },
  async t => {
    const { stdout } = await bench('--rounds', '1', '--calls', '20', '--only', 'small')
    const row = /^(\S.*?) {3,}([\d,.]+) +([\d,.]+)–([\d,.]+) +(\d+\.\d\d) +(\d+)$/gm
    const rows = [...stdout.matchAll(row)]
    t.strictSame(
      rows.map(([, name]) => name),
      ['Fastify, bare JSON echo', 'agent, JSON-RPC door', 'agent, XML-RPC door', 'jayson', 'npm xmlrpc'],
      stdout,
    )
    t.equal(rows[0]?.[5], '1.00', 'the first is what the others are compared with')
    for (const [line, , ...numbers] of rows)
      t.ok(
        numbers.every(number => Number(number.replaceAll(',', '')) > 0),
        line,
      )
  },
)

t.test('the bench says what it does not know, with its options', { skip }, async t => {
  for (const [args, words] of [
    [['--only', 'huge'], /no payload 'huge'/],
    [['--rounds', '0'], /'0' is no number/],
    [['--fast'], /Unknown option '--fast'/],
  ] as const) {
    const { code, stderr } = await bench(...args).catch(error => error)
    t.equal(code, 2, args.join(' '))
    t.match(stderr, words)
    t.match(stderr, /Usage: npm run bench/)
  }
})
