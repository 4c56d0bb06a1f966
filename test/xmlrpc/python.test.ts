import { spawnSync } from 'node:child_process'
import t from 'tap'
import { Fault } from '../../src/rpc/fault.ts'
import type { RpcValue } from '../../src/rpc/value.ts'
import { atOnce } from '../../src/rpc/work.ts'
import { decodeCall } from '../../src/xmlrpc/decode.ts'
import { encodeFault, encodeResponse } from '../../src/xmlrpc/encode.ts'
import { guardDocument } from '../../src/xmlrpc/guard.ts'
import { skipWithoutPython } from '../config/configparser.ts'

// Against Python's xmlrpc.client: the library that the original agent and its clients are made of.

const policies = { nil: true, bigint: 'i8', errorMessages: 'off' } as const

/** Values that look the same on both sides of a reply. */
const values: RpcValue[] = [
  '',
  ' a\n\t<&>"\' é€😀 ]]>',
  0,
  -5,
  2147483647,
  -2147483648,
  true,
  false,
  null,
  0.5,
  -12.25,
  0.1 + 0.2,
  123456.789,
  new Date('2024-02-29T12:34:56Z'),
  new Date('0024-02-09T01:02:03Z'),
  new Uint8Array(),
  Uint8Array.of(0, 255, 10),
  new Uint8Array(200).fill(113),
  [],
  {},
  [1, 'x', [null, true, [[]]], { a: {} }],
  { uid: 'root', 'a b<&>': [1, 2.5], é: { deep: { deeper: [{ deepest: null }] } }, '': '' },
]

/** Values that both sides spell differently but read alike. */
const spelledDifferently: RpcValue[] = [1e300, 1e-7, -5e-324, 1.7976931348623157e308, 'a\r\nb\r']

const program = `
import datetime, json, sys, xmlrpc.client as x

def build(described):
    kind, content = described
    if kind == 'array': return [build(item) for item in content]
    if kind == 'struct': return {name: build(member) for name, member in content}
    if kind == 'date': return datetime.datetime.strptime(content, '%Y-%m-%dT%H:%M:%S')
    if kind == 'bytes': return x.Binary(bytes.fromhex(content))
    if kind == 'double': return float(content)
    return content

def describe(value):
    if value is None: return ['null', None]
    if isinstance(value, bool): return ['boolean', value]
    if isinstance(value, int): return ['int', value]
    if isinstance(value, float): return ['double', number(value)]
    if isinstance(value, str): return ['string', value]
    if isinstance(value, datetime.datetime): return ['date', value.isoformat()]
    if isinstance(value, bytes): return ['bytes', value.hex()]
    if isinstance(value, list): return ['array', [describe(item) for item in value]]
    return ['struct', [[name, describe(member)] for name, member in value.items()]]

def number(value):
    # As JavaScript spells an exponent: e-7, not e-07.
    return repr(value).replace('e-0', 'e-')

task, given = sys.argv[1], json.load(sys.stdin)
if task == 'dumps_results':
    answer = [x.dumps((build(v),), methodresponse=True, allow_none=True) for v in given]
elif task == 'dumps_fault':
    answer = x.dumps(x.Fault(*given), methodresponse=True)
elif task == 'dumps_calls':
    answer = [x.dumps((build(v), build(v)), 'base.méthod', allow_none=True) for v in given]
else:
    answer = [describe(x.loads(v, use_builtin_types=True)[0][0]) for v in given]
json.dump(answer, sys.stdout)
`

const decode = (document: string) =>
  atOnce(decodeCall(atOnce(guardDocument(document)), { maxDepth: 64, maxValues: 1000 }))

await t.test(
  'a reply is what Python would have written, byte for byte',
  { skip: skipWithoutPython },
  async t => {
    const replies = python('dumps_results', values.map(describe)) as string[]
    for (const [index, value] of values.entries())
      t.equal(atOnce(encodeResponse(value, policies)), replies[index])
    t.equal(encodeFault(new Fault('a < é', { code: 8003 }), policies), python('dumps_fault', [8003, 'a < é']))
  },
)

await t.test('Python reads from a reply what was written', { skip: skipWithoutPython }, async t => {
  const all = [...values, ...spelledDifferently]
  const read = python(
    'loads',
    all.map(value => atOnce(encodeResponse(value, policies))),
  )
  t.strictSame(read, all.map(describe))
})

await t.test('a call that Python writes is read as it was meant', { skip: skipWithoutPython }, async t => {
  const all = [...values, ...spelledDifferently.filter(value => typeof value === 'number')]
  const calls = python('dumps_calls', all.map(describe)) as string[]
  for (const [index, value] of all.entries()) {
    const { method, params } = decode(calls[index] ?? '')
    t.equal(method, 'base.méthod')
    t.strictSame(params, [value, value])
  }
})

type Described = readonly [kind: string, content: unknown]

/** A value with its kind beside it: JSON alone knows neither dates nor bytes, and one kind of number. */
function describe(value: RpcValue): Described {
  if (value === null) return ['null', null]
  if (value instanceof Date) return ['date', `${value.toISOString().slice(0, 19)}`]
  if (value instanceof Uint8Array) return ['bytes', Buffer.from(value).toString('hex')]
  if (Array.isArray(value)) return ['array', value.map(describe)]
  if (typeof value === 'object') {
    return ['struct', Object.entries(value).map(([name, member]) => [name, describe(member as RpcValue)])]
  }
  if (typeof value === 'number')
    return Number.isInteger(value) && Math.abs(value) < 2 ** 53 ? ['int', value] : ['double', String(value)]
  return [typeof value, value]
}

function python(task: string, input: unknown): unknown {
  const { stdout, stderr, status } = spawnSync('python3', ['-c', program, task], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    env: { ...process.env, PYTHONIOENCODING: 'utf-8' },
  })
  if (status !== 0) throw new Error(`python3 failed: ${stderr}`)
  return JSON.parse(stdout)
}
