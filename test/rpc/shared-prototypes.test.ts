import t from 'tap'
import { hideAdditions } from '../../src/rpc/shared-prototypes.ts'
import { authorization, captureLog, enabled, startAgent, writePlugins } from '../helper.ts'

const additions = ['pollution', 'get', 'value'] as const

t.afterEach(() => {
  for (const name of additions) Reflect.deleteProperty(Object.prototype, name)
  Reflect.deleteProperty(Array.prototype, 'last')
})

function add(prototype: object, name: string, value: unknown) {
  Object.assign(prototype, { [name]: value })
}

t.test('what was added to prototypes can be used, and is in no loop', async t => {
  t.strictSame(hideAdditions(), [])
  for (const name of additions) add(Object.prototype, name, () => name)
  add(Array.prototype, 'last', () => 'last')
  const found = hideAdditions()
  const names = [...Object.keys(Object.prototype), ...Object.keys(Array.prototype)]
  const isThere = Reflect.has({}, 'pollution')
  for (const name of additions) Reflect.deleteProperty(Object.prototype, name)
  t.strictSame(found.toSorted(), [
    'Array.prototype.last',
    'Object.prototype.get',
    'Object.prototype.pollution',
    'Object.prototype.value',
  ])
  t.strictSame(names, [])
  t.equal(isThere, true)
})

t.test(
  'a plugin that adds to the prototype of all objects breaks nobody else, and the log names it',
  async t => {
    const adds = `
export const activate = () => {
  Object.prototype.pollution = 'everywhere'
  return true
}
export const look = () => ({}).pollution
`
    const { log, lines } = captureLog()
    const { server } = await startAgent(t, {
      log,
      plugins: { adds: enabled },
      options: { main: { plugindirs: writePlugins(t, { adds }), required: 'adds' } },
    })
    const response = await server.inject({
      method: 'POST',
      url: '/rpc/adds.look',
      headers: { authorization },
    })
    t.equal(response.body, '"everywhere"')
    t.match(
      lines.filter(({ level }) => level === 40),
      [{ plugin: 'adds', msg: /plugin 'adds' has added Object\.prototype\.pollution in activate\(\)/ }],
    )
  },
)
