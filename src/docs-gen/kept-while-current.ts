import type { MethodRegistry } from '../rpc/method-registry.ts'

/** Makes a value anew only when methods have come or gone since the last time. */
export function keptWhileCurrent<T>(registry: MethodRegistry, make: () => T): () => T {
  let kept: { revision: number; value: T } | undefined
  return () => {
    const { revision } = registry
    if (kept?.revision !== revision) kept = { revision, value: make() }
    return kept.value
  }
}
