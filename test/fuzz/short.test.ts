import t from 'tap'
import { readSeeds } from './corpus.ts'
import { Fuzzer } from './fuzzer.ts'
import { targets } from './targets.ts'

// The same inputs in every run: a failure here can be looked into, and npm run fuzz looks further.
const counts: Readonly<Record<string, number>> = {
  xmlrpc: 1000,
  jsonrpc: 1500,
  ini: 1000,
  params: 60,
  cookie: 3000,
  wire: 600,
}

for (const [name, open] of targets) {
  t.test(`${name}: nothing is wrong with how made-up inputs are taken`, async t => {
    const count = counts[name] ?? 0
    t.ok(count > 0, `${count} inputs`)
    const target = await open()
    t.teardown(() => target.end?.())
    const fuzzer = new Fuzzer(target, { seed: 20261125, seeds: readSeeds(name) })
    const finding = (await fuzzer.begin()) ?? (await fuzzer.round(count))
    t.equal(finding?.wrong, undefined, JSON.stringify(finding?.input.toString('latin1') ?? 'nothing found'))
  })
}
