import t from 'tap'
import { limitOutput, outputLimit } from '../../src/shell/output-limit.ts'
import { shLaunch } from '../../src/shell/sh-launch.ts'
import { shLaunchDeferred } from '../../src/shell/sh-launch-deferred.ts'

t.teardown(() => limitOutput(10 * 1024 * 1024))

const forms = {
  shLaunch: async (text: string) => shLaunch(['printf', text]),
  shLaunchDeferred: (text: string) => shLaunchDeferred(['printf', text]),
}

for (const [form, launch] of Object.entries(forms)) {
  t.test(`${form} keeps as many bytes as the agent allows, and says so where there were more`, async t => {
    t.equal(outputLimit() > 1024, true, 'ten MiB unless the agent says otherwise')
    limitOutput(5)
    t.match(await launch('12345'), { out: '12345', truncated: false })
    t.match(await launch('123456'), { out: '12345', truncated: true })
    limitOutput(10 * 1024 * 1024)
  })
}

t.test('a plugin may name another number', async t => {
  limitOutput(5)
  t.match(await shLaunchDeferred(['printf', '123456'], { maxOutputBytes: 6 }), {
    out: '123456',
    truncated: false,
  })
})
