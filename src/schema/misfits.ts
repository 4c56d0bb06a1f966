import type { Shape, TypeView } from './views.ts'

/** Why values of a type cannot travel, and what to use instead; follows the name of a parameter or `the result`. */
export function misfitWords(shape: Shape, { text }: TypeView, what: 'parameter' | 'result'): string {
  const is = `is of type '${text}'`
  if (shape.kind === 'never') return `${is}: there is no value that a caller could send`
  if (shape.kind !== 'misfit') return is
  switch (shape.misfit) {
    case 'function':
      return `is a function, '${text}', and functions cannot travel; ${
        what === 'result' ? 'return data' : 'take what it would be called with'
      }`
    case 'symbol':
      return `${is}, and symbols cannot travel; use a string`
    case 'class':
      return `is an instance of the class '${text}', and only its data could travel; use an interface with the data`
    case 'built-in':
      return `${is}, and its values cannot travel; ${instead(shape.name)}`
    case 'promise':
      return what === 'result'
        ? `is a promise inside of the result, '${text}'; await it first`
        : `is a promise, '${text}', and promises cannot travel; use what it promises`
    case 'type parameter':
      return `${is}, which depends on a type parameter that no caller can give; use the type it stands for, or RpcValue for any`
    case 'unresolved':
      return 'has a type that the compiler cannot find; see what it reports'
  }
}

/** Why a type says nothing. */
export function untypedWords({ text }: TypeView): string {
  return `is of type '${text}', so that it is not checked or documented; use RpcValue if any value will do`
}

function instead(name: string) {
  return replacements.get(name) ?? 'use an interface with the data'
}

const replacements: ReadonlyMap<string, string> = new Map([
  ['Map', 'use Record<string, …> or an array of pairs'],
  ['ReadonlyMap', 'use Record<string, …> or an array of pairs'],
  ['WeakMap', 'use Record<string, …> or an array of pairs'],
  ['Set', 'use an array'],
  ['ReadonlySet', 'use an array'],
  ['WeakSet', 'use an array'],
  ['Iterable', 'use an array'],
  ['IterableIterator', 'use an array'],
  ['Generator', 'use an array'],
  ['AsyncGenerator', 'use an array'],
  ['AsyncIterable', 'use an array'],
  ['RegExp', 'use a string'],
  ['URL', 'use a string'],
  ['String', 'use string'],
  ['Number', 'use number'],
  ['Boolean', 'use boolean'],
  ['BigInt', 'use bigint'],
  ['Symbol', 'use string'],
  ['Object', 'use RpcStruct, or an interface with the members'],
  ['ArrayBuffer', 'use Uint8Array'],
  ['SharedArrayBuffer', 'use Uint8Array'],
  ['DataView', 'use Uint8Array'],
  ['Float32Array', 'use number[]'],
  ['Float64Array', 'use number[]'],
  ['Error', 'use an interface with the data, or throw a Fault'],
])
