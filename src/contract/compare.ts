import { type Change, change, type Difference, type Kind, onAll } from './change.ts'
import type { Contract, MethodContract, PluginContract } from './contract.ts'
import { parameterDifferences } from './parameter-differences.ts'
import { resultPlace } from './place.ts'
import type { Types } from './type.ts'
import { typeDifferences } from './type-differences.ts'

/** All that is not as it was, plugin by plugin and method by method. */
export function compareContracts(before: Contract, after: Contract): Change[] {
  return allNames(before, after).flatMap(name => {
    const [was, is] = [before.get(name), after.get(name)]
    if (was === undefined) return [change(name, null, whole('is new', 'additive'))]
    if (is === undefined) return [change(name, null, whole('is gone', 'breaking'))]
    return comparePlugins(name, was, is)
  })
}

function comparePlugins(plugin: string, before: PluginContract, after: PluginContract): Change[] {
  const ofMethods = allNames(before.methods, after.methods).flatMap(name => {
    const differences = methodDifferences(
      { method: before.methods.get(name), types: before.types },
      { method: after.methods.get(name), types: after.types },
    )
    return differences.map(difference => change(plugin, `${plugin}.${name}`, difference))
  })
  if (before.apiVersion === after.apiVersion) return ofMethods
  const words = `has the API version ${after.apiVersion}, no longer ${before.apiVersion}`
  return [...ofMethods, change(plugin, null, whole(words, 'neutral'))]
}

interface MethodIn {
  readonly method: MethodContract | undefined
  readonly types: Types
}

function methodDifferences(before: MethodIn, after: MethodIn): Difference[] {
  const [was, is] = [before.method, after.method]
  if (was === undefined) return is === undefined ? [] : [whole('is new', 'additive')]
  if (is === undefined) return [whole('is gone', 'breaking')]
  return [
    ...access(was, is),
    ...deprecation(was, is),
    ...parameterDifferences({ ...was, types: before.types }, { ...is, types: after.types }),
    ...typeDifferences(
      { type: was.result, types: before.types },
      { type: is.result, types: after.types },
      'out',
      resultPlace,
    ),
    ...faults(was, is),
  ]
}

function access(was: MethodContract, is: MethodContract): Difference[] {
  if (was.access === is.access) return []
  return is.access === 'anyone'
    ? [whole('can be called without a login now', 'additive')]
    : [whole('needs a login now, where the agent requires logins', 'breaking')]
}

/** What to use instead is a matter of words, as descriptions are. */
function deprecation(was: MethodContract, is: MethodContract): Difference[] {
  if ((was.deprecated === undefined) === (is.deprecated === undefined)) return []
  if (is.deprecated === undefined) return [whole('is no longer deprecated', 'neutral')]
  return [whole(is.deprecated === '' ? 'is deprecated' : `is deprecated: ${is.deprecated}`, 'neutral')]
}

function faults(was: MethodContract, is: MethodContract): Difference[] {
  const come = is.faults.filter(code => !was.faults.includes(code))
  const left = was.faults.filter(code => !is.faults.includes(code))
  return [
    ...(come.length === 0 ? [] : [whole(`documents the fault ${come.join(', ')}`, 'neutral')]),
    ...(left.length === 0 ? [] : [whole(`no longer documents the fault ${left.join(', ')}`, 'neutral')]),
  ]
}

function whole(words: string, kind: Kind): Difference {
  return { place: '', words, kinds: onAll(kind) }
}

function allNames(...maps: readonly ReadonlyMap<string, unknown>[]): string[] {
  return [...new Set(maps.flatMap(map => [...map.keys()]))].sort()
}
