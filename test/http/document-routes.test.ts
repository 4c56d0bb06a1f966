import t from 'tap'
import { parse } from 'yaml'
import { authorization, startAgent } from '../helper.ts'

const documents: [url: string, type: RegExp, names: (text: string) => string[]][] = [
  ['/openapi.json', /^application\/json/, text => pathsOf(JSON.parse(text))],
  ['/openapi.yaml', /^application\/yaml/, text => pathsOf(parse(text))],
  [
    '/openrpc.json',
    /^application\/json/,
    text => JSON.parse(text).methods.map(({ name }: { name: string }) => name),
  ],
]

function pathsOf({ paths }: { paths: object }) {
  return Object.keys(paths)
    .filter(path => path.startsWith('/rpc/'))
    .map(path => path.slice('/rpc/'.length))
}

for (const [url, type, names] of documents) {
  t.test(`${url} lists what can be called now`, async t => {
    const { server, registry, host } = await startAgent(t)
    const get = () => server.inject({ url, headers: { authorization } })
    const first = await get()
    t.match(first.headers['content-type'], type)
    t.equal(first.headers['cache-control'], 'no-cache')
    t.strictSame(
      names(first.body),
      registry.list().map(({ name }) => name),
    )
    t.ok(names(first.body).includes('good.greet'))
    t.ok(names(first.body).includes('rpc.discover'))

    await host.stop()
    const second = await get()
    t.notOk(names(second.body).some(name => name.startsWith('good.')))
    t.not(second.headers['etag'], first.headers['etag'])
  })

  t.test(`${url} is not sent again to a client that has it`, async t => {
    const { server, host } = await startAgent(t)
    const ask = async (tag?: string) => {
      const headers = { authorization, ...(tag && { 'if-none-match': tag }) }
      const { statusCode, headers: answered, body } = await server.inject({ url, headers })
      return { status: statusCode, tag: String(answered['etag']), body }
    }
    const { tag } = await ask()
    t.strictSame(await ask(tag), { status: 304, tag, body: '' })
    t.match(await ask(`"other", ${tag}`), { status: 304 })
    t.match(await ask('"other"'), { status: 200, tag })
    await host.stop()
    t.match(await ask(tag), { status: 200 })
  })

  t.test(`${url} is for those with the agent's credentials`, async t => {
    const { server } = await startAgent(t)
    t.equal((await server.inject(url)).statusCode, 401)
  })
}

t.test('one document says the same as JSON and as YAML', async t => {
  const { server } = await startAgent(t)
  const get = (url: string) => server.inject({ url, headers: { authorization } })
  t.strictSame(parse((await get('/openapi.yaml')).body), (await get('/openapi.json')).json())
})
