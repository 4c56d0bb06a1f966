import type { JsonSchema } from '../json-schema.ts'

/**
 * What one check has found out about types and the values within the one that is checked.
 *
 * Each type is held against each value once, so that the work grows with the value and not with the ways through the
 * types: at every level of `{ not?: Expr; name?: string } | { and?: Expr; not?: Expr }` there are two, and a stranger may
 * send many levels.
 */
export class Verdicts {
  /** Made when it is needed, which most checks never do. */
  #known: Map<JsonSchema, Map<unknown, boolean>> | undefined

  of(schema: JsonSchema, value: unknown, ask: (this: Verdicts, value: unknown) => boolean): boolean {
    this.#known ??= new Map()
    let verdicts = this.#known.get(schema)
    if (verdicts === undefined) {
      verdicts = new Map()
      this.#known.set(schema, verdicts)
    }
    const known = verdicts.get(value)
    if (known !== undefined) return known
    const fits = ask.call(this, value)
    verdicts.set(value, fits)
    return fits
  }
}
