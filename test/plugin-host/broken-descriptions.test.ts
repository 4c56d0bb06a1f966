import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { openApiDocument } from '../../src/docs-gen/openapi.ts'
import { openRpcDocument } from '../../src/docs-gen/openrpc.ts'
import { AgentError } from '../../src/errors.ts'
import { readExports } from '../../src/plugin-host/plugin-exports.ts'
import { pluginMethods } from '../../src/plugin-host/plugin-methods.ts'
import { readDescription } from '../../src/plugin-host/read-description.ts'
import { bridgeWarnings, missingWords } from '../../src/rpc/bridge-warnings.ts'
import { TypeChecks } from '../../src/rpc/checks/type-checks.ts'
import { isFault } from '../../src/rpc/fault.ts'
import { helpText } from '../../src/rpc/help-text.ts'
import type { Method } from '../../src/rpc/method.ts'
import { methodSignatures } from '../../src/rpc/signatures.ts'
import { atOnce } from '../../src/rpc/work.ts'
import { describing } from '../descriptions.ts'
import { tempDir } from '../helper.ts'
import { randomNumbers } from '../random-numbers.ts'

const about = { version: '1.0.0', requireLogin: true, publicHealth: true }

const seed = Number(process.env['SEED'] ?? 20261125)

/** Everything that a description can hold. */
const sample = describing(
  {
    add: {
      summary: 'Adds.',
      description: 'More words.',
      throws: ['Fault 1'],
      deprecated: 'put',
      examples: [{ text: 'add(1)', params: [1], result: { a: 1 } }],
      parameters: [
        { name: 'user', optional: false, rest: false, schema: { $ref: '#/$defs/User' }, description: 'who' },
        {
          name: 'count',
          optional: true,
          rest: false,
          default: '1',
          schema: { type: 'integer', minimum: 0, default: 1 },
        },
        { name: 'tags', optional: true, rest: true, schema: { type: ['string', 'null'], pattern: '^a' } },
      ],
      result: { schema: { anyOf: [{ $ref: '#/$defs/User' }, { type: 'null' }] }, description: 'what' },
    },
  },
  {
    User: {
      type: 'object',
      properties: { kind: { enum: ['a', 'b'] }, since: { rpcType: 'date' }, next: { $ref: '#/$defs/User' } },
      patternProperties: { '^x-': { type: 'number', format: 'double' } },
      required: ['kind'],
      additionalProperties: false,
    },
    Pair: {
      type: 'array',
      prefixItems: [{ const: 1 }, { rpcType: 'bytes' }],
      items: false,
      minItems: 2,
      uniqueItems: true,
    },
  },
)

const junk: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  '',
  'x',
  '#/$defs/Nobody',
  '#/$defs/Pair',
  [],
  [null],
  {},
  { a: null },
]

t.test('a description that is broken anywhere is not trusted, or does no harm', async t => {
  const folder = join(tempDir(t), 'p')
  mkdirSync(folder)
  writeFileSync(join(folder, 'index.js'), '')
  const next = randomNumbers(seed)
  const random = (below: number) => Math.floor(next() * below)
  let trusted = 0
  for (let round = 0; round < 800; round += 1) {
    const broken = structuredClone(sample)
    breakOne(broken, random)
    const text = JSON.stringify(broken)
    writeFileSync(join(folder, 'methods.json'), text)
    try {
      const description = readDescription(folder)
      trusted += 1
      const exports = readExports({ activate: () => true, add: () => null })
      for (const method of pluginMethods('p', null, exports, description)) use(method)
    } catch (error) {
      if (!(error instanceof AgentError)) return t.fail(`seed ${seed}: ${text}`, { error })
    }
  }
  t.ok(trusted > 80, `${trusted} were trusted`)
})

/** All that looks at descriptions. */
function use(method: Method) {
  helpText(method)
  methodSignatures(method, { null: 'string', bigint: 'double' })
  bridgeWarnings(method, { nil: false, bigint: 'double' })
  missingWords(method)
  JSON.stringify([openApiDocument([method], about), openRpcDocument([method], about)])
  const checks = new TypeChecks().of(method)
  for (const args of [[], [{ kind: 'a' }], [5, 'x'], [{ kind: 'a', next: { kind: 1 } }, 1, 'a']]) {
    try {
      atOnce(checks.fitParams(args, 'xmlrpc'))
    } catch (error) {
      // A pattern or a bound that ajv refuses is an error of that call.
      if (!isFault(error) && !(error instanceof Error && !(error instanceof TypeError))) throw error
    }
  }
}

/** Puts junk in place of one value, at any depth, or takes it away. */
function breakOne(root: object, random: (below: number) => number) {
  const places: [holder: Record<string, unknown>, name: string][] = []
  const collect = (value: unknown) => {
    if (typeof value !== 'object' || value === null) return
    for (const [name, inner] of Object.entries(value)) {
      places.push([value as Record<string, unknown>, name])
      collect(inner)
    }
  }
  collect(root)
  const [holder, name] = places[random(places.length)] ?? [{}, '']
  if (random(8) === 0 && !Array.isArray(holder)) delete holder[name]
  else holder[name] = junk[random(junk.length)]
}
