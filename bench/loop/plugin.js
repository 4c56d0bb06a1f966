/** The plugin of `npm run bench:loop`. */
export const pluginSource = `
export const getVersion = () => '1.0.0'
export const getApiVersion = () => '1:0:0'
export const getRevision = () => 1
export const activate = () => true

export const echo = value => value
export const take = value => 0
export const users = value => value
export const trees = value => value
export const anything = value => value
export const numbers = value => value
export const words = value => value

const made = new Map()
const once = (key, make) => {
  if (!made.has(key)) made.set(key, make())
  return made.get(key)
}
export const makeNumbers = count => once('numbers' + count, () => Array.from({ length: count }, (_, index) => index))
export const makeStructs = count =>
  once('structs' + count, () => Array.from({ length: count }, (_, index) => ({ ['k' + index]: index })))
export const makeText = (part, count) => once(part + count, () => part.repeat(count))
export const makeBytes = count => once('bytes' + count, () => new Uint8Array(count))
export const makeDates = count => once('dates' + count, () => Array.from({ length: count }, () => new Date(0)))
`

const user = {
  type: 'object',
  properties: { a: { type: 'string' }, b: { type: 'integer' } },
  required: ['a'],
  additionalProperties: false,
}
const tree = {
  anyOf: [
    { type: 'object', properties: { a: { type: 'string' }, n: { $ref: '#/$defs/Tree' } }, required: ['a'] },
    { type: 'object', properties: { b: { type: 'integer' }, n: { $ref: '#/$defs/Tree' } }, required: ['b'] },
    { type: 'array', items: { $ref: '#/$defs/Tree' } },
    { rpcType: 'date' },
  ],
}
const double = { type: 'number', format: 'double' }

function takes(schema) {
  return {
    summary: 'Echoes.',
    parameters: [{ name: 'value', optional: false, rest: false, schema }],
    result: { schema },
  }
}

export const description = {
  format: 1,
  methods: {
    users: takes({ type: 'array', items: user }),
    trees: takes({ $ref: '#/$defs/Tree' }),
    anything: takes({ type: 'object', additionalProperties: { type: 'array', items: double } }),
    numbers: takes({ type: 'array', items: double }),
    words: takes({
      type: 'array',
      items: { type: 'string', pattern: '^[a-z]+([0-9]+|x)*$' },
      uniqueItems: true,
    }),
  },
  schemas: { Tree: tree },
}
