import { isDeepStrictEqual } from 'node:util'
import t from 'tap'
import { FaultCode, isFault } from '../../src/rpc/fault.ts'
import { atOnce } from '../../src/rpc/work.ts'
import { decodeText } from '../../src/xmlrpc/charset.ts'
import { decodeCall } from '../../src/xmlrpc/decode.ts'
import { guardDocument } from '../../src/xmlrpc/guard.ts'
import { makeDocument, mutate, randomFrom } from './made-up-calls.ts'
import { judgeBySaxes, type Verdict } from './saxes-verdict.ts'

// Guard and decoder against a second opinion, on calls that are made up from a seed, good ones and broken ones:
// both must come to the same verdict on each document, and to the same values.

for (const [what, mutations] of [
  ['calls', 0],
  ['calls with one change', 1],
  ['calls with two changes', 2],
] as const) {
  await t.test(`${what} are judged as saxes judges them`, async t => {
    const counts = { 'not well-formed': 0, 'no call': 0, call: 0 }
    const disagreements: unknown[] = []
    for (let seed = 1; seed <= 4000; seed += 1) {
      const random = randomFrom(seed * 10 + mutations)
      const document = mutate(makeDocument(random), mutations, random)
      const ours = judge(document)
      const theirs = judgeBySaxes(document)
      counts[typeof theirs === 'string' ? theirs : 'call'] += 1
      if (!isDeepStrictEqual(ours, theirs)) disagreements.push({ seed, document, ours, theirs })
    }
    t.strictSame(disagreements.slice(0, 3), [])
    t.comment(JSON.stringify(counts))
    t.ok(counts.call > 100, 'there were good calls among them')
    if (mutations > 0)
      t.ok(counts['not well-formed'] > 100 && counts['no call'] > 50, 'and bad ones of both kinds')
  })
}

function judge(document: string): Verdict {
  try {
    const text = atOnce(decodeText(Buffer.from(document), 'text/xml; charset=utf-8'))
    return atOnce(decodeCall(atOnce(guardDocument(text)), { maxDepth: 64, maxValues: 100_000 })) as Verdict
  } catch (error) {
    if (!isFault(error)) throw error
    const { code } = error
    return code === FaultCode.parseError || code === FaultCode.invalidCharacter
      ? 'not well-formed'
      : 'no call'
  }
}
