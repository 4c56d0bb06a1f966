import { readFileSync } from 'node:fs'
import type { Path } from 'typescript/unstable/ast'
import { ObjectFlags, type Project, type Symbol as TsSymbol, type Type } from 'typescript/unstable/sync'

const numberKinds = /\/rpc\/number-kinds\.(d\.)?ts$/

/** Types of the agent's own that are more than their declarations say, by the end of the file that declares them. */
const agentTypes: ReadonlyMap<string, RegExp> = new Map([
  ['RpcValue', /\/rpc\/value\.(d\.)?ts$/],
  ['RpcStruct', /\/rpc\/value\.(d\.)?ts$/],
  ['Integer', numberKinds],
  ['Double', numberKinds],
])

/** Tells whose declarations are whose. */
export class Libraries {
  readonly #project: Project
  /** Whether the package in a folder is the agent. */
  readonly #agents = new Map<string, boolean>()

  constructor(project: Project) {
    this.#project = project
  }

  /** Whether a name belongs to the language, as `Record` does: its comments and its name are nobody's words. */
  declares(symbol: TsSymbol): boolean {
    const path = symbol.declarations[0]?.path
    return path !== undefined && this.#metadata(path)?.isDefaultLibrary === true
  }

  /** Whether a name comes from a package. */
  isPackage(symbol: TsSymbol): boolean {
    return symbol.declarations[0]?.path.includes('/node_modules/') === true
  }

  /** Whether a type is a class or an interface of the language or of Node, as `Map` and `Buffer` are. */
  isBuiltIn(type: Type): boolean {
    const symbol = type.getSymbol()
    if (symbol === undefined || !isNominal(type)) return false
    const path = symbol.declarations[0]?.path
    return (
      path !== undefined &&
      (this.#metadata(path)?.isDefaultLibrary === true || path.includes('/@types/node/'))
    )
  }

  /** The agent's own type that a symbol is, such as `RpcValue`. */
  agentType(symbol: TsSymbol | undefined): string | undefined {
    const path = symbol?.declarations[0]?.path
    if (symbol === undefined || path === undefined) return undefined
    return agentTypes.get(symbol.name)?.test(path) && this.#isAgents(path) ? symbol.name : undefined
  }

  /** Whether a member of a type makes it the agent's `Integer` or `Double`. */
  numberKind(member: TsSymbol): 'integer' | 'double' | undefined {
    const path = member.declarations[0]?.path
    if (path === undefined || !numberKinds.test(path) || !this.#isAgents(path)) return undefined
    if (member.escapedName.startsWith('__@integer')) return 'integer'
    return member.escapedName.startsWith('__@double') ? 'double' : undefined
  }

  #isAgents(path: Path): boolean {
    const folder = this.#metadata(path)?.packageJsonDirectory ?? ''
    const known = this.#agents.get(folder)
    if (known !== undefined) return known
    const isAgent = folder !== '' && packageName(folder) === 'mmc-agent'
    this.#agents.set(folder, isAgent)
    return isAgent
  }

  #metadata(path: Path) {
    return this.#project.program.getSourceFileMetadataByPath(path)
  }
}

function isNominal(type: Type) {
  const target = type.isTypeReference() ? type.getTarget() : type
  return target.isObjectType() && (target.objectFlags & ObjectFlags.ClassOrInterface) !== 0
}

function packageName(folder: string): unknown {
  return JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')).name
}
