import { isDeepStrictEqual } from 'node:util'
import t from 'tap'
import { fitting } from './fit.ts'
import { type RandomType, randomTypes } from './random-types.ts'

const words = /^parameter 'p.*' (must be .*, but .* came|is missing|is unknown.*)$/s

t.test('whatever the type and the value: it fits or there is a fault, and nothing is changed in place', t => {
  const outcomes = { 'as it is': 0, bridged: 0, 'left out': 0, refused: 0 }
  for (const type of randomTypes(300, 5)) {
    const fit = fitting({ ...type, parameter: { optional: type.optional } })
    for (const value of type.values) {
      const before = structuredClone(value)
      const { fault, value: fitted } = fit(value, type.door)
      const wrong = (what: string) => t.fail(`${what}: ${show({ ...type, values: [value] })}`)
      if (!isDeepStrictEqual(value, before)) wrong('changed in place')
      if (fault !== undefined) {
        outcomes.refused += 1
        if (!words.test(fault)) wrong(fault)
      } else if (fitted === undefined) {
        outcomes['left out'] += 1
        if (!type.optional) wrong('left out')
      } else {
        outcomes[fitted === value ? 'as it is' : 'bridged'] += 1
        // What has come over the bridges needs no other.
        if (fit(fitted, 'plugin').value !== fitted) wrong('does not fit behind its bridges')
      }
    }
  }
  for (const [name, count] of Object.entries(outcomes)) t.ok(count > 30, `${name}: ${count}`)
  t.end()
})

function show(type: RandomType) {
  return JSON.stringify(type, (_, value) => (typeof value === 'bigint' ? `${value}n` : value))
}
