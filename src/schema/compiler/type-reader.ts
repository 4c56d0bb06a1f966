import { isTypeReferenceNode, type Node, type TypeNode } from 'typescript/unstable/ast'
import {
  type Project,
  SymbolFlags,
  type Symbol as TsSymbol,
  type Type,
  TypeFlags,
} from 'typescript/unstable/sync'
import type { Shape, TypeName, TypeView } from '../views.ts'
import { Libraries } from './libraries.ts'
import { ShapeReader } from './shape-reader.ts'
import { commentOf, typeDeclarationOf } from './syntax.ts'
import { aliasNode, isGenericAlias, itemNode, type Leaf, soleMember, writtenMembers } from './type-nodes.ts'
import { partsOf, unionMembers } from './union-members.ts'

/**
 * Reads the compiler's types, beside the nodes that wrote them: an alias of a plain type, and the order in a union, are
 * known to the nodes only.
 */
export class TypeReader {
  readonly #project: Project
  readonly #libraries: Libraries
  readonly #shapes: ShapeReader

  constructor(project: Project) {
    this.#project = project
    this.#libraries = new Libraries(project)
    this.#shapes = new ShapeReader(project, this.#libraries, (type, node) => this.view(type, node))
  }

  /** @param node - what is written at the place; it may say something else, as `T` in a generic type does */
  view(type: Type, node?: Node): TypeView {
    const found = node && soleMember(node)
    const written = this.#writtenBy(type, found)
    const canBeUndefined = partsOf(type).some(isUndefined)
    return this.#viewOf([written ?? type], written && found, canBeUndefined)
  }

  /** The type that `await` gives. */
  awaited(type: Type, node?: Node): TypeView {
    const inner = this.#insideOfPromise(type)
    if (inner !== undefined) return this.awaited(inner, itemNode(node))
    const parts = partsOf(type)
    if (!parts.some(part => this.#insideOfPromise(part))) return this.view(type, node)
    const settled = new Map(parts.flatMap(part => this.#settledParts(part)).map(part => [part.id, part]))
    const types = [...settled.values()]
    return this.#viewOf(types, undefined, types.some(isUndefined))
  }

  #settledParts(type: Type): readonly Type[] {
    const inner = this.#insideOfPromise(type)
    return inner === undefined ? [type] : partsOf(inner).flatMap(part => this.#settledParts(part))
  }

  #insideOfPromise(type: Type): Type | undefined {
    const name = type.getSymbol()?.name
    if ((name !== 'Promise' && name !== 'PromiseLike') || !type.isTypeReference()) return undefined
    return this.#libraries.isBuiltIn(type) ? this.#project.checker.getTypeArguments(type)[0] : undefined
  }

  /** The type that a node means, if it is the one in question but for `undefined`. */
  #writtenBy(type: Type, node: Node | undefined): Type | undefined {
    const written = node && this.#typeAt(node)
    return written && sameTypes(partsOf(written), partsOf(type)) ? written : undefined
  }

  #typeAt(node: Node): Type | undefined {
    // A cast: which nodes mean types is known to whoever found them, and the compiler's interface for it is empty.
    return this.#project.checker.getTypeFromTypeNode(node as TypeNode)
  }

  /** @param types - the members of a union that is written nowhere, else the one type */
  #viewOf(types: readonly Type[], node: Node | undefined, orUndefined: boolean): TypeView {
    const [whole] = types.length === 1 ? types : []
    const parts = types.flatMap(partsOf).filter(part => !isUndefined(part))
    const [only] = parts.length === 1 ? parts : [whole]
    const named = only && (this.#ownAlias(whole) === undefined ? only : whole)
    let shape: Shape | undefined
    const textOf = () => this.#textOf(types)
    const nameOf = () => (named === undefined ? null : this.#nameOf(named))
    const aliasesOf = () => (node === undefined ? [] : this.#aliasesAt(node))
    // Asked for when it is needed: each is a question to the compiler, and most are never needed.
    return {
      key: [...parts.map(({ id }) => id), ...(named === only ? [] : [named?.id])].join(),
      get text() {
        return textOf()
      },
      get name() {
        return nameOf()
      },
      get aliases() {
        return aliasesOf()
      },
      orUndefined,
      shape: () => (shape ??= this.#shapeOf(parts, whole, node)),
    }
  }

  #textOf(types: readonly Type[]) {
    const text = types.map(type => this.#project.checker.typeToString(type)).join(' | ')
    return text.replaceAll(/import\("[^"]*"\)\./g, '')
  }

  #shapeOf(parts: readonly Type[], whole: Type | undefined, node: Node | undefined): Shape {
    if (this.#libraries.agentType(whole?.getAliasSymbol()) === 'RpcValue') return { kind: 'rpc value' }
    const source = node ?? this.#aliasNodeOf(whole)
    const written =
      source === undefined ? new Map<number, Node>() : writtenMembers(source, found => this.#leafAt(found))
    const members = unionMembers(parts, written, this.#project.checker)
    const [first] = members
    if (first === undefined) return { kind: 'undefined' }
    if (members.length === 1) return this.#shapes.read(first.type, this.#behind(first.node ?? source))
    return { kind: 'union', members: members.map(member => this.view(member.type, member.node)) }
  }

  /** What the aliases at a node lead to. */
  #behind(node: Node | undefined): Node | undefined {
    const alias = node && this.#aliasAt(node)
    return alias === undefined ? node : this.#behind(aliasNode(typeDeclarationOf(alias, this.#project)))
  }

  #leafAt(node: Node): Leaf {
    const type = this.#typeAt(node)
    const alias = this.#aliasAt(node)
    return {
      ids: type === undefined ? [] : partsOf(type).map(({ id }) => id),
      inner: alias && aliasNode(typeDeclarationOf(alias, this.#project)),
    }
  }

  #aliasNodeOf(type: Type | undefined) {
    const alias = this.#ownAlias(type)
    return alias && aliasNode(typeDeclarationOf(alias, this.#project))
  }

  #aliasesAt(node: Node): TypeName[] {
    const alias = this.#aliasAt(node)
    if (alias === undefined) return []
    const inner = aliasNode(typeDeclarationOf(alias, this.#project))
    return [this.#named(alias, []), ...(inner === undefined ? [] : this.#aliasesAt(inner))]
  }

  #aliasAt(node: Node): TsSymbol | undefined {
    if (!isTypeReferenceNode(node)) return undefined
    const { checker } = this.#project
    const symbol = checker.getSymbolAtLocation(node.typeName)
    const target = symbol && symbol.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
    return target && target.flags & SymbolFlags.TypeAlias && !this.#libraries.declares(target)
      ? target
      : undefined
  }

  /** The alias by which the compiler knows a type. */
  #ownAlias(type: Type | undefined): TsSymbol | undefined {
    const alias = type?.getAliasSymbol()
    return alias && !this.#libraries.declares(alias) ? alias : undefined
  }

  #nameOf(type: Type): TypeName | null {
    const alias = this.#ownAlias(type)
    if (alias !== undefined) return this.#named(alias, type.getAliasTypeArguments())
    const symbol = type.getSymbol()
    if (symbol === undefined || !(symbol.flags & (SymbolFlags.Interface | SymbolFlags.Enum))) return null
    if (this.#libraries.declares(symbol)) return null
    return this.#named(symbol, type.isTypeReference() ? this.#project.checker.getTypeArguments(type) : [])
  }

  #named(symbol: TsSymbol, typeArguments: readonly Type[]): TypeName {
    const declaration = typeDeclarationOf(symbol, this.#project)
    // What the agent says of its own types is for authors of plugins and not for their callers, as is what packages say
    // of their generic aliases, such as PartialDeep<Type>.
    const isHelper =
      this.#libraries.agentType(symbol) !== undefined ||
      (declaration !== undefined && isGenericAlias(declaration) && this.#libraries.isPackage(symbol))
    return {
      key: String(symbol.id),
      text: symbol.name,
      typeArguments: typeArguments
        .filter(argument => !(argument.isTypeParameter() && argument.isThisType))
        .map(argument => this.view(argument)),
      comment: declaration === undefined || isHelper ? null : commentOf(declaration),
    }
  }
}

function isUndefined({ flags }: Type) {
  return (flags & (TypeFlags.Undefined | TypeFlags.Void)) !== 0
}

function sameTypes(one: readonly Type[], other: readonly Type[]) {
  const ids = ({ id }: Type) => id
  const present = (types: readonly Type[]) =>
    types
      .filter(type => !isUndefined(type))
      .map(ids)
      .sort((a, b) => a - b)
  return present(one).join() === present(other).join()
}
