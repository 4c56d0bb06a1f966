import t from 'tap'
import { authorization, enabled, startAgent, writePlugins } from '../../helper.ts'

const source = `
import { shLaunch, shLaunchDeferred } from 'mmc-agent'
export const activate = () => true
export async function print(text) {
  const results = [shLaunch(['printf', text]), await shLaunchDeferred(['printf', text])]
  return results.map(({ out, truncated }) => [out, truncated])
}`

for (const isolate of [0, 1]) {
  t.test(
    `with isolate = ${isolate}, commands may write as much as [limits] commandoutputbytes says`,
    async t => {
      const { server } = await startAgent(t, {
        options: {
          main: { plugindirs: writePlugins(t, { prints: source }), required: 'prints' },
          limits: { commandoutputbytes: 5, activateseconds: 20 },
        },
        plugins: { prints: `${enabled}isolate = ${isolate}\n` },
      })
      const print = async (text: string) => {
        const request = { method: 'POST', url: '/rpc/prints.print', headers: { authorization } } as const
        return (await server.inject({ ...request, payload: [text] })).json()
      }
      const twice = (...result: unknown[]) => [result, result]
      t.strictSame(await print('12345'), twice('12345', false))
      t.strictSame(await print('123456'), twice('12345', true))
    },
  )
}
