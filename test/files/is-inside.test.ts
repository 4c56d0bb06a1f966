import t from 'tap'
import { isInside } from '../../src/files/is-inside.ts'

for (const [path, expected] of [
  ['/a/b', true],
  ['/a/b/c', true],
  ['/a/b/..c', true],
  ['/a/b/..', false],
  ['/a/bc', false],
  ['/a', false],
  ['/', false],
  ['/a/b/../c', false],
] as const) {
  t.test(`${path} is ${expected ? '' : 'not '}inside of /a/b`, async t => {
    t.equal(isInside('/a/b', path), expected)
  })
}
