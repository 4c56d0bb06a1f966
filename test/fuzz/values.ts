import type { RpcValue } from '../../src/rpc/value.ts'
import type { Random } from '../xmlrpc/made-up-calls.ts'

/** A value that both wires carry. */
export function randomValue(random: Random, depth = 3): RpcValue {
  const kind = random.number(depth === 0 ? 6 : 10)
  if (kind <= 1) return random.pick(texts)
  if (kind <= 3) return random.pick(numbers)
  if (kind === 4) return random.number(2) === 0
  if (kind === 5) return random.number(2) === 0 ? null : random.number(2 ** 31)
  const count = random.number(4)
  if (kind <= 7) return Array.from({ length: count }, () => randomValue(random, depth - 1))
  const members = Array.from({ length: count }, () => [random.pick(names), randomValue(random, depth - 1)])
  return Object.fromEntries(members)
}

const texts = [
  '',
  'Ada',
  ' blanks ',
  'é€😀',
  '<b>&amp;</b>',
  ']]>',
  'a\nb\tc',
  '"\\/\u007f',
  'x'.repeat(50),
] as const
const numbers = [0, 1, -1, 1.5, -0.25, 1e-7, 1e300, 2 ** 31 - 1, 2 ** 31, 2 ** 53 - 1] as const
const names = ['a', 'uid', 'with blank', '__proto__', 'constructor', 'id', ''] as const
