import t from 'tap'
import { decode as decodeJson } from '../../src/jsonrpc/decode.ts'
import { readJson } from '../../src/jsonrpc/json-reader.ts'
import { writeJson } from '../../src/jsonrpc/write-json.ts'
import { copyValue } from '../../src/rpc/copy-value.ts'
import { FaultCode } from '../../src/rpc/fault.ts'
import { ReplyRoom, ReplyText } from '../../src/rpc/reply-text.ts'
import type { RpcValue } from '../../src/rpc/value.ts'
import { atOnce, inTurns, Pace, type Work } from '../../src/rpc/work.ts'
import { decodeCall } from '../../src/xmlrpc/decode.ts'
import { encodeResponse } from '../../src/xmlrpc/encode.ts'
import { guardDocument } from '../../src/xmlrpc/guard.ts'

const limits = { maxDepth: 64, maxValues: 1_000_000, maxBatch: 10 }
const numbers = Array.from({ length: 20_000 }, (_, index) => index)
const items = numbers.map(number => `<value><int>${number}</int></value>`).join('')
const content = `<methodName>m</methodName><params><param><value><array><data>${items}</data></array></value></param></params>`
const json = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'm', params: [numbers] })

function* jsonOf(value: RpcValue): Work<string> {
  const text = new ReplyText(new ReplyRoom(10_000_000))
  yield* writeJson(value, text)
  return String(text.end())
}

function* xmlOf(value: RpcValue): Work<string> {
  return String(yield* encodeResponse(value, { nil: false, bigint: 'double', errorMessages: 'off' }))
}

/** What may be long, with a value that makes it so, and what comes of it. */
const works: [title: string, begin: () => Work<unknown>][] = [
  ['looking around the root of a document', () => guardDocument(`<methodCall>${content}</methodCall>`)],
  ['reading a call', () => decodeCall(content, limits)],
  ['reading a body of JSON', () => decodeJson(Buffer.from(json), limits)],
  ['copying a result', () => copyValue(numbers, limits)],
  ['writing a result as XML', () => xmlOf(numbers)],
  ['writing a result as JSON', () => jsonOf(numbers.map(number => BigInt(number)))],
]

for (const [title, begin] of works) {
  t.test(`${title} can be interrupted, and nothing of it is shared`, async t => {
    const expected = atOnce(begin())
    const [first, second] = [begin(), begin()]
    let pauses = 0
    for (;;) {
      const one = first.next()
      const other = second.next()
      t.equal(one.done, other.done)
      if (one.done === true) {
        t.strictSame(one.value, expected)
        t.strictSame(other.value, expected)
        break
      }
      pauses += 1
    }
    t.ok(pauses > 10, `${pauses} pauses`)
  })
}

t.test('work that is done in turns lets the event loop have its own between them', async t => {
  let left = 100
  function* work(): Work<string> {
    const pace = new Pace()
    while (left > 0) {
      // Each step takes longer than a slice may.
      const end = performance.now() + 11
      while (performance.now() < end);
      left -= 1
      if (pace.isDue(1000)) yield
      if (left === 95) return 'done'
    }
    return ''
  }
  let turns = 0
  let isDone = false
  const count = () => {
    turns += 1
    if (!isDone) setImmediate(count)
  }
  setImmediate(count)
  t.equal(await inTurns(work()), 'done')
  isDone = true
  t.ok(turns >= 3, `${turns} turns`)
})

t.test('work that is short is done at once', async t => {
  t.equal(inTurns(jsonOf([1])), '[1]')
  t.throws(() => inTurns(readJson('[', limits)), { code: FaultCode.parseError })
})
