/** What the order of activation depends on. */
export interface OrderedPlugin {
  readonly name: string
  readonly required: boolean
  readonly dependsOn: readonly string[]
}

export interface ActivationOrder {
  /** The plugins whose dependencies can all be met, each after those it depends on. */
  readonly sequence: readonly string[]
  /** The others: those on a circle, each with the whole circle as `a → b → a`. */
  readonly circles: ReadonlyMap<string, string>
}

/**
 * Puts plugins in their order of activation: required ones first, then by name, but each after all that it depends
 * on. A dependency that is not among the plugins does not count here: it is found missing when its turn comes.
 */
export function activationOrder(plugins: readonly OrderedPlugin[]): ActivationOrder {
  const byName = new Map(plugins.map(plugin => [plugin.name, plugin]))
  const sequence: string[] = []
  const circles = new Map<string, string>()
  const path: string[] = []

  for (const plugin of [...plugins].sort(requiredThenName)) visit(plugin)
  return { sequence: sequence.filter(name => !circles.has(name)), circles }

  function visit({ name, dependsOn }: OrderedPlugin) {
    if (sequence.includes(name)) return
    if (path.includes(name)) return reportCircle(name)
    path.push(name)
    for (const other of dependsOn) {
      const dependency = byName.get(other)
      if (dependency !== undefined) visit(dependency)
    }
    path.pop()
    sequence.push(name)
  }

  function reportCircle(name: string) {
    const circle = path.slice(path.indexOf(name))
    for (const [index, member] of circle.entries()) {
      const fromMember = [...circle.slice(index), ...circle.slice(0, index), member]
      circles.set(member, fromMember.join(' → '))
    }
  }
}

function requiredThenName(a: OrderedPlugin, b: OrderedPlugin) {
  if (a.required !== b.required) return a.required ? -1 : 1
  return a.name < b.name ? -1 : 1
}
