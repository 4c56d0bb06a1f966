/** The names of what a client exports for the types and plugins of an agent: legal, different, and the same each time. */
export class TypeNames {
  readonly #taken: Set<string>
  readonly #methods = new Map<string, { byPosition: string; byName: string }>()
  readonly #types = new Map<string, string>()

  /**
   * @param runtime - the text whose names are taken
   * @param owners - the plugins
   * @param types - the named schemas, such as `base.User`
   */
  constructor(runtime: string, owners: readonly string[], types: readonly string[]) {
    this.#taken = new Set([...(runtime.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu) ?? []), ...standard])
    for (const owner of owners) {
      const name = pascalCase(owner)
      const byPosition = this.#take(`${name}Methods`)
      this.#methods.set(owner, { byPosition, byName: this.#take(`${name}MethodsByName`) })
    }
    for (const type of types) this.#types.set(type, this.#take(typeName(type)))
  }

  /** The interfaces of a plugin's methods. */
  ofMethods(owner: string): { readonly byPosition: string; readonly byName: string } {
    const names = this.#methods.get(owner)
    if (names === undefined) throw new Error(`${owner} is no plugin of the document`)
    return names
  }

  /** The type of a named schema; undefined where there is no such schema. */
  ofType(name: string): string | undefined {
    return this.#types.get(name)
  }

  #take(name: string) {
    let unused = name
    for (let number = 2; this.#taken.has(unused); number += 1) unused = `${name}_${number}`
    this.#taken.add(unused)
    return unused
  }
}

/** What the written types are made of, beside what the runtime names. */
const standard = [
  'Agent',
  'AgentByName',
  'Base64',
  'BigIntText',
  'DateTime',
  'Integer',
  'Promise',
  'never',
  'null',
]

/** `base.Page_User` is `BasePage_User`. Documents spell characters that OpenAPI does not allow as `-f6-`. */
function typeName(name: string): string {
  const [owner = '', ...others] = name.split('.')
  const spelt = others
    .join('_')
    .replaceAll(/-([0-9a-f]{1,6})-/g, (whole, hex: string) => characterOf(Number.parseInt(hex, 16)) ?? whole)
  return `${pascalCase(owner)}${capital(spelt.replaceAll(/[^\p{ID_Continue}$]/gu, '_'))}`
}

function characterOf(codePoint: number) {
  return codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : undefined
}

function pascalCase(name: string) {
  const words = name.split(/[^A-Za-z0-9]+/).map(capital)
  // A name cannot begin with a digit.
  return words.join('').replace(/^(?![A-Za-z])/, 'T')
}

function capital(word: string) {
  return `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`
}
