import { canBeMethod, neededFunctions } from '../rpc/export-names.ts'
import { plainValue } from './literal-value.ts'
import type { Problems } from './problems.ts'
import type { ExportView, Place, Shape, TypeView } from './views.ts'

/** What the agent makes of what a function of the life cycle returns. */
interface Answer {
  readonly wants: string
  readonly fits: (shape: Shape) => boolean
}

const text: Answer = { wants: 'a string', fits: shape => kindOf(shape) === 'string' }

const answers: ReadonlyMap<string, Answer> = new Map([
  [
    'activate',
    {
      wants: 'true to be exported or false to decline',
      fits: (shape: Shape) => kindOf(shape) === 'boolean',
    },
  ],
  [
    'activate_2',
    {
      wants: 'true',
      fits: (shape: Shape) => kindOf(shape) === 'boolean' && !(shape.kind === 'literal' && !shape.value),
    },
  ],
  ['getVersion', text],
  ['getApiVersion', text],
  [
    'getRevision',
    {
      wants: 'a whole number or a string',
      fits: (shape: Shape) =>
        shape.kind === 'literal' && typeof shape.value === 'number'
          ? Number.isInteger(shape.value)
          : ['string', 'number'].includes(kindOf(shape)),
    },
  ],
])

/** Exports that are functions where they are there. */
const functions = [...neededFunctions, 'activate_2', 'deactivate', 'health']

/**
 * Finds what the agent would refuse at the start of a plugin: exports that are missing, or never of the kind that they must
 * be.
 *
 * @param entry - where the plugin's module begins
 */
export function checkExports(exports: readonly ExportView[], entry: Place, problems: Problems): void {
  const missing = neededFunctions.filter(name => !exports.some(found => found.name === name))
  if (missing.length > 0) {
    const are = missing.length === 1 ? 'is' : 'are'
    const names = missing.map(name => `${name}()`).join(', ')
    problems.error(entry, `${names} ${are} not exported; every plugin exports ${neededFunctions.join(', ')}`)
  }
  for (const found of exports) {
    const message = problemOf(found, exports)
    problems.method = found.name
    if (message !== undefined) problems.error(found.place, message)
  }
}

function problemOf(found: ExportView, exports: readonly ExportView[]): string | undefined {
  if (functions.includes(found.name)) return functionProblem(found)
  if (found.name !== 'dependsOn' && found.name !== 'NOAUTHNEEDED') return undefined
  if (!maybe(found.type(), isListOfTexts)) return 'must be an array of strings'
  const names = found.name === 'NOAUTHNEEDED' ? plainValue(found.valueText ?? '') : []
  const isMethod = (name: unknown) => exports.some(other => other.name === name && canBeMethod(other.name))
  const stranger = Array.isArray(names) ? names.find(name => !isMethod(name)) : undefined
  return stranger === undefined ? undefined : `names '${stranger}', which is none of the plugin's methods`
}

function functionProblem({ name, read }: ExportView): string | undefined {
  const fn = read()
  if (fn === undefined) return 'must be a function'
  const answer = fn === 'unclear' ? undefined : answers.get(name)
  if (fn === 'unclear' || answer === undefined || maybe(fn.result, answer.fits)) return undefined
  return `returns a value of type '${fn.result.text}'; it must return ${answer.wants}`
}

/** Whether some value of a type fits. What is wrong only sometimes is seen when it happens. */
function maybe(type: TypeView, fits: (shape: Shape) => boolean): boolean {
  const shape = type.shape()
  if (shape.kind === 'union') return shape.members.some(member => maybe(member, fits))
  return ['any', 'unknown', 'never', 'rpc value'].includes(shape.kind) || fits(shape)
}

function isListOfTexts(shape: Shape): boolean {
  const isText = (type: TypeView) => maybe(type, item => kindOf(item) === 'string')
  if (shape.kind === 'array') return isText(shape.item)
  if (shape.kind === 'tuple') return shape.items.every(({ type }) => isText(type))
  return shape.kind === 'undefined' || shape.kind === 'null'
}

/** What `typeof` says of the values. */
function kindOf(shape: Shape): string {
  switch (shape.kind) {
    case 'literal':
      return typeof shape.value
    case 'enum':
      return typeof shape.values[0]
    case 'template':
    case 'mapped string':
      return 'string'
    case 'integer':
    case 'double':
      return 'number'
    default:
      return shape.kind
  }
}
