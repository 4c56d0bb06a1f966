import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { readIsolation } from '../../../src/plugin-host/isolation/isolation-settings.ts'
import { captureLog, enabled, startAgent, tempDir, writePlugins } from '../../helper.ts'

const byDefault = { memoryMb: 256, blockedSeconds: 10 }

const cases: readonly (readonly [options: string, expected: object | undefined | RegExp])[] = [
  ['', undefined],
  ['isolate = 0', undefined],
  ['isolate = 1', byDefault],
  ['isolate = yes', byDefault],
  ['isolate = 2', /^\S+x\.ini: \[main\] isolate = 2: must be 1, 0, yes, no, true, false, on or off$/],
  ['isolate = 1\nisolatememory = 16', { ...byDefault, memoryMb: 16 }],
  ['isolate = 1\nisolatememory = 15', /isolatememory = 15: must be a whole number from 16 to 65536$/],
  ['isolate = 1\nisolatememory = 65536', { ...byDefault, memoryMb: 65_536 }],
  ['isolate = 1\nisolatememory = 65537', /isolatememory = 65537: must be/],
  ['isolate = 1\nisolateseconds = 1', { ...byDefault, blockedSeconds: 1 }],
  ['isolate = 1\nisolateseconds = 0', /isolateseconds = 0: must be a whole number from 1 to 86400$/],
  ['isolate = 1\nisolateseconds = 86400', { ...byDefault, blockedSeconds: 86_400 }],
  ['isolate = 1\nisolateseconds = 86401', /isolateseconds = 86401: must be/],
  ['isolate = 0\nisolatememory = many', /isolatememory = many: must be/],
]

for (const [options, expected] of cases) {
  t.test(options === '' ? 'no option' : options.replace('\n', ', '), async t => {
    const file = join(tempDir(t), 'x.ini')
    writeFileSync(file, `[main]\n${options}\n`)
    if (expected instanceof RegExp) t.throws(() => readIsolation(file), { message: expected })
    else t.strictSame(readIsolation(file), expected)
  })
}

t.test('a plugin runs with the least memory, and keeps to what it has', async t => {
  const plugindirs = writePlugins(t, {
    small: `
      export const activate = () => true
      export const hold = megabytes => {
        globalThis.all = Array.from({ length: megabytes }, () => new Array(2 ** 17).fill(0.5))
        return new Promise(resolve => setTimeout(resolve, megabytes > 64 ? 60_000 : 0, 1))
      }`,
  })
  const { log, lines } = captureLog()
  const start = async (memory: number) => {
    const { host, server } = await startAgent(t, {
      log,
      plugins: { small: `${enabled}isolate = 1\nisolatememory = ${memory}\n` },
      options: { main: { plugindirs, required: 'small' } },
    })
    t.equal(host.report('small')?.state, 'active')
    return async (megabytes: number) => {
      const authorization = `Basic ${Buffer.from('mmc:secret of the test').toString('base64')}`
      const request = {
        method: 'POST',
        url: '/rpc/small.hold',
        headers: { authorization },
        payload: [megabytes],
      } as const
      return (await server.inject(request)).statusCode
    }
  }
  await start(16)
  const hold = await start(64)
  t.equal(await hold(40), 200, 'below the limit')
  t.equal(await hold(120), 500, 'above it')
  t.ok(lines.some(({ msg }) => /out of memory: more than 64 MB/.test(String(msg))))
})
