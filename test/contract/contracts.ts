import type { Contract } from '../../src/contract/contract.ts'
import { readContract } from '../../src/contract/contract-file.ts'

/**
 * The contract of a plugin `p` with one method `m`.
 *
 * @param method - what the file says of the method, as a struct in one line; `access` and `result` if they matter
 * @param types - the named types, likewise
 */
export function contractWith(method: string, types = ''): Contract {
  const parts = [
    ...(method.includes('access:') ? [] : ['access: user']),
    ...(method.includes('result:') ? [] : ['result: null']),
    ...(method === '' ? [] : [method]),
  ]
  const text = `
format: 1
plugins:
  p:
    apiVersion: 1:0:0
    methods:
      m: { ${parts.join(', ')} }
    types: { ${types} }
`
  return readContract(text, 'p.yaml')
}
