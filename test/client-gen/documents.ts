import { openRpcDocument } from '../../src/docs-gen/openrpc.ts'
import type { Method } from '../../src/rpc/method.ts'

/** The document of some methods, as a client gets it from an agent. */
export function documentOf(methods: readonly Method[]): unknown {
  const about = { version: '1.0.0', requireLogin: true, publicHealth: true }
  return JSON.parse(JSON.stringify(openRpcDocument(methods, about)))
}

/** A document as nobody but a stranger would write it: every text of it is the given one. */
export function documentOfTexts(text: string): unknown {
  const schema = {
    type: 'object',
    description: text,
    properties: {
      [text]: { type: 'string', description: text, default: text, pattern: text, enum: [text] },
      constant: { const: text, description: text },
      format: { type: 'string', format: text, contentEncoding: text },
      type: { type: text, minItems: text, required: text },
      reference: { $ref: text },
      mixed: { anyOf: [{ const: text }, { enum: [text, { [text]: text }] }, { type: [text] }] },
      tuple: { type: 'array', items: [{ const: text }], minItems: text, additionalItems: { const: text } },
    },
    required: [text],
    additionalProperties: { const: text },
  }
  const words = { description: text, throws: [text], deprecated: text, examples: [text, `m(${text}`] }
  return {
    openrpc: text,
    methods: [
      {
        name: 'p.m',
        summary: text,
        description: text,
        deprecated: true,
        'x-documentation': words,
        paramStructure: 'either',
        params: [
          { name: text, description: text, required: true, schema },
          { name: text, schema: { $ref: `#/components/schemas/${text}` } },
        ],
        result: { name: text, description: text, schema },
      },
      { name: 'p.rest', params: [{ name: text, schema: { items: schema }, 'x-rest': true }] },
      { name: 'base.ldapAuth', summary: text, description: text, params: text, result: text },
    ],
    components: { schemas: { [text]: schema, [`p.${text}`]: schema } },
  }
}
