import t from 'tap'
import { readFound, readSeeds } from './corpus.ts'
import { judge } from './fuzzer.ts'
import { targets } from './targets.ts'

for (const [name, open] of targets) {
  t.test(`${name}: what was once taken wrongly, and every seed, is taken rightly`, async t => {
    const target = await open()
    t.teardown(() => target.end?.())
    for (const { name: file, input, why } of readFound(name)) {
      t.equal(await judge(target, input), undefined, `${file} ${why}`)
      t.not(why, '', `${file}.why says what was wrong`)
    }
    for (const input of readSeeds(name)) t.equal(await judge(target, input), undefined)
    t.pass('all have run')
  })
}
