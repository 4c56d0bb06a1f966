import t from 'tap'
import { CappedOutput } from '../../src/shell/capped-output.ts'

type Case = [title: string, maxBytes: number, chunks: number[][], text: string, overflowed: boolean]

const cases: Case[] = [
  ['no output is empty', 4, [], '', false],
  ['chunks are joined', 4, [[97], [98, 99]], 'abc', false],
  ['a character on the border of two chunks is whole', 4, [[0xc3], [0xa4]], 'ä', false],
  ['output of exactly the limit is whole', 2, [[97], [98]], 'ab', false],
  ['a chunk across the limit is cut off', 2, [[97], [98, 99]], 'ab', true],
  ['a chunk past the limit is dropped', 2, [[97, 98], [99], [100]], 'ab', true],
  ['a character across the limit is left out', 2, [[97, 0xc3], [0xa4]], 'a', true],
  ['a character that the command left unfinished is U+FFFD', 4, [[97, 0xc3]], 'a\uFFFD', false],
]

for (const [title, maxBytes, chunks, text, overflowed] of cases) {
  await t.test(title, async t => {
    const output = new CappedOutput(maxBytes)
    for (const chunk of chunks) output.add(Uint8Array.from(chunk))
    t.equal(output.toString(), text)
    t.equal(output.overflowed, overflowed)
  })
}
