import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { validate } from '@readme/openapi-parser'
import t from 'tap'
import { parse } from 'yaml'
import { bundledOpenApi } from '../../src/cli/bundled-openapi.ts'
import { authorization, root, startAgent } from '../helper.ts'

t.test(
  'openapi.yaml is what the registry of the bundled plugins says; npm run openapi writes it',
  async t => {
    t.equal(readFileSync(join(root, 'openapi.yaml'), 'utf8'), await bundledOpenApi())
  },
)

t.test('openapi.yaml is valid OpenAPI 3.1', async t => {
  const document = parse(readFileSync(join(root, 'openapi.yaml'), 'utf8'))
  t.equal(document.openapi, '3.1.0')
  t.match(await validate(document), { valid: true })
})

t.test('the live documents are valid, one as the other, and list what can be called now', async t => {
  const { server, registry } = await startAgent(t)
  const get = (url: string) => server.inject({ url, headers: { authorization } })
  const json = await get('/openapi.json')
  const yaml = await get('/openapi.yaml')
  t.match(json.headers['content-type'], /^application\/json/)
  t.match(yaml.headers['content-type'], /^application\/yaml/)
  t.strictSame(parse(yaml.body), json.json())
  t.match(await validate(json.json()), { valid: true })
  const paths = Object.keys(json.json().paths).filter(path => path.startsWith('/rpc/'))
  t.strictSame(
    paths,
    registry.list().map(({ name }) => `/rpc/${name}`),
  )
})

t.test('a method is documented as it is called', async t => {
  const { server } = await startAgent(t)
  const { paths } = (await server.inject({ url: '/openapi.json', headers: { authorization } })).json()
  const schema = (name: string) =>
    paths[`/rpc/good.${name}`].post.requestBody.content['application/json'].schema
  t.strictSame(schema('greet'), {
    oneOf: [
      {
        title: 'by position',
        type: 'array',
        prefixItems: [{ title: 'name' }, { title: 'loud' }],
        minItems: 1,
        maxItems: 2,
      },
      {
        title: 'by name',
        type: 'object',
        properties: { name: {}, loud: { description: 'Default: `false`' } },
        required: ['name'],
        additionalProperties: false,
      },
    ],
  })
  t.strictSame(schema('pattern'), {
    title: 'by position',
    type: 'array',
    prefixItems: [{ title: 'parameter1' }, { title: 'b' }],
    minItems: 1,
    maxItems: 2,
  })
  t.match(schema('sum'), {
    oneOf: [{ minItems: 1, maxItems: undefined }, { properties: { others: { type: 'array' } } }],
  })
  t.equal(paths['/rpc/good.greet'].post.requestBody.required, true)
  t.equal(paths['/rpc/good.nothing'].post.requestBody.required, false)
})
