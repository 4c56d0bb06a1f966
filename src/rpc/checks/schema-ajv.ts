import { types } from 'node:util'
import { _, Ajv2020, type KeywordCxt } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { RpcType } from '../json-schema.ts'
import { isStruct } from '../value.ts'
import type { Patterns } from './patterns.ts'
import { hasUniqueItems } from './unique-items.ts'
import type { Verdicts } from './verdicts.ts'

/** Whether a value fits a named type. */
export type NamedTest = (value: unknown, verdicts: Verdicts) => boolean

/**
 * An ajv for the schemas of one plugin, with our own keywords. What it compiles wants to be called on {@link Verdicts}.
 *
 * @param named - the test of the type that a reference leads to; throws where there is none
 */
export function buildAjv(patterns: Patterns, named: (reference: string) => NamedTest): Ajv2020 {
  const ajv = new Ajv2020({
    // An unknown keyword is an error; but a union of types, or a number without bounds, is nothing to be strict about.
    strict: true,
    strictTypes: false,
    strictTuples: false,
    // Which numbers a wire can carry is for the wire to say, and better: NaN is a number of TypeScript.
    strictNumbers: false,
    // A member called "constructor" is one that the caller sent, not the one that all objects inherit.
    ownProperties: true,
    // The words come from the schema in which a value went wrong.
    verbose: true,
    // The verdicts of a check are `this` within the compiled functions.
    passContext: true,
    code: { regExp: engineOf(patterns) },
    // Compiling finds what would break a check; the schemas of schemas would only cost time and memory.
    meta: false,
    validateSchema: false,
    logger: false,
  })
  // A module of CommonJS, whose types say that the function is its member `default`; it is both.
  addFormats.default(ajv)
  // The square of the length of a text, where the others take its length; `uri` says nearly the same.
  delete ajv.formats['url']
  for (const keyword of replaced) ajv.removeKeyword(keyword)
  ajv.addKeyword({
    keyword: '$ref',
    schemaType: 'string',
    code: context => failUnless(context, named(String(context.schema))),
  })
  ajv.addKeyword({
    keyword: 'rpcType',
    schemaType: 'string',
    code: context => failUnless(context, testOf(String(context.schema))),
  })
  ajv.addKeyword({
    keyword: 'rpcStruct',
    type: 'object',
    // The first of all that is asked of objects.
    before: 'maxProperties',
    schemaType: 'boolean',
    code: context => failUnless(context, isStruct),
  })
  ajv.addKeyword({
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    code: context => context.schema === true && failUnless(context, hasUniqueItems),
  })
  return ajv
}

/** Called once for each place of a pattern, when a schema is compiled. */
function engineOf(patterns: Patterns) {
  const engine = (source: string) => {
    const pattern = patterns.of(source)
    return { test: (text: string) => patterns.test(pattern, text), toString: () => source }
  }
  // ajv writes this into code that is to be saved to a file, which ours never is.
  return Object.assign(engine, { code: '' })
}

/**
 * What ajv would do at a cost that grows faster than the value, and what would lead around our own references or asks
 * what stands behind them.
 */
const replaced = ['uniqueItems', '$ref', '$dynamicRef', 'unevaluatedProperties', 'unevaluatedItems']

/** As code within the compiled function: calling a keyword's own function would cost more than the rest of the check. */
function failUnless(context: KeywordCxt, test: (value: never, verdicts: Verdicts) => boolean) {
  const name = context.gen.scopeValue('func', { ref: test })
  context.fail(_`!${name}(${context.data}, this)`)
}

function testOf(rpcType: string) {
  // hasOwn: the word comes from a file.
  if (!Object.hasOwn(tests, rpcType)) throw new Error(`there is no rpcType '${rpcType}'`)
  return tests[rpcType as RpcType]
}

const tests: Readonly<Record<RpcType, (value: unknown) => boolean>> = {
  date: types.isDate,
  bytes: types.isUint8Array,
  bigint: value => typeof value === 'bigint',
}
