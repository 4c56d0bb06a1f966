import type { Node } from 'typescript/unstable/ast'
import {
  ElementFlags,
  ObjectFlags,
  type Project,
  SignatureKind,
  SymbolFlags,
  type Symbol as TsSymbol,
  type Type,
  TypeFlags,
} from 'typescript/unstable/sync'
import type { Member, MisfitKind, Shape, Simple, TypeView } from '../views.ts'
import type { Libraries } from './libraries.ts'
import { commentOf, declarationOf, placeOf } from './syntax.ts'
import { itemNode, tupleItemNode, tupleLabel, tupleNodes, typeNodeOf } from './type-nodes.ts'
import { partsOf } from './union-members.ts'

/** Types without members, by their flags; the first that fits. */
const simpleKinds: readonly (readonly [flags: number, kind: Simple])[] = [
  [TypeFlags.Any, 'any'],
  [TypeFlags.Unknown, 'unknown'],
  [TypeFlags.Never, 'never'],
  [TypeFlags.Undefined | TypeFlags.Void, 'undefined'],
  [TypeFlags.Null, 'null'],
  [TypeFlags.String, 'string'],
  [TypeFlags.Number, 'number'],
  [TypeFlags.BigInt, 'bigint'],
  [TypeFlags.Boolean, 'boolean'],
  [TypeFlags.NonPrimitive, 'object'],
  [TypeFlags.StringMapping, 'mapped string'],
]

const literals =
  TypeFlags.StringLiteral | TypeFlags.NumberLiteral | TypeFlags.BigIntLiteral | TypeFlags.BooleanLiteral
const primitives =
  literals |
  TypeFlags.String |
  TypeFlags.Number |
  TypeFlags.BigInt |
  TypeFlags.Boolean |
  TypeFlags.TemplateLiteral |
  TypeFlags.StringMapping

type View = (type: Type, node?: Node) => TypeView

/** Tells what values of one type look like; unions are not its business. */
export class ShapeReader {
  readonly #project: Project
  readonly #libraries: Libraries
  readonly #view: View

  constructor(project: Project, libraries: Libraries, view: View) {
    this.#project = project
    this.#libraries = libraries
    this.#view = view
  }

  read(type: Type, node: Node | undefined): Shape {
    if (type.isErrorType()) return this.#misfit('unresolved', type)
    if (this.#isEnum(type)) return enumShape(type)
    if (type.isLiteralType()) return { kind: 'literal', value: type.value }
    if (type.flags & TypeFlags.EnumLike) return { kind: 'number' }
    if (type.isTemplateLiteralType()) return this.#template(type.texts, type.getTypes())
    const simple = simpleKinds.find(([flags]) => type.flags & flags)
    if (simple !== undefined) return { kind: simple[1] }
    if (type.isIntersectionType()) return this.#intersection(type, type.getTypes())
    if (type.isObjectType()) return this.#object(type, node)
    return this.#misfit(type.flags & TypeFlags.ESSymbolLike ? 'symbol' : 'type parameter', type)
  }

  #isEnum(type: Type) {
    return (
      ((type.getSymbol()?.flags ?? 0) & SymbolFlags.Enum) !== 0 && (type.flags & TypeFlags.EnumLike) !== 0
    )
  }

  #template(texts: readonly string[], types: readonly Type[]): Shape {
    return { kind: 'template', texts, types: types.map(type => this.#view(type)) }
  }

  /** What is mixed with a plain type only marks it, in the type system and nowhere else. */
  #intersection(type: Type, parts: readonly Type[]): Shape {
    const plain = parts.find(part => part.flags & primitives)
    if (plain === undefined) {
      const shapes = parts.map(part => this.read(part, undefined))
      return (
        shapes.find(({ kind }) => kind !== 'struct' && kind !== 'anything but null') ?? this.#struct(type)
      )
    }
    const marks = parts
      .filter(part => part !== plain)
      .flatMap(part => this.#project.checker.getPropertiesOfType(part))
    const kind = marks.map(mark => this.#libraries.numberKind(mark)).find(found => found !== undefined)
    return kind === undefined ? this.read(plain, undefined) : { kind }
  }

  #object(type: Type, node: Node | undefined): Shape {
    const { checker } = this.#project
    if (checker.isTupleType(type)) return this.#tuple(type, node)
    if (checker.isArrayType(type) && type.isTypeReference()) {
      const [item] = checker.getTypeArguments(type)
      if (item !== undefined) return { kind: 'array', item: this.#view(item, itemNode(node)) }
    }
    const symbol = type.getSymbol()
    if (this.#libraries.agentType(symbol) === 'RpcStruct') return { kind: 'rpc struct' }
    const builtIn = this.#libraries.isBuiltIn(type) ? builtInShapes.get(symbol?.name ?? '') : undefined
    if (builtIn !== undefined) return { kind: builtIn }
    const misfit = this.#misfitKind(type, symbol)
    return misfit === undefined ? this.#struct(type, node) : this.#misfit(misfit, type)
  }

  #misfitKind(type: Type, symbol: TsSymbol | undefined): MisfitKind | undefined {
    const { checker } = this.#project
    const builtIn = this.#builtIn(type)
    if (builtIn !== undefined) return builtInMisfits.get(builtIn) ?? 'built-in'
    if (checker.getSignaturesOfType(type, SignatureKind.Call).length > 0) return 'function'
    if (checker.getSignaturesOfType(type, SignatureKind.Construct).length > 0) return 'function'
    return symbol !== undefined && symbol.flags & SymbolFlags.Class ? 'class' : undefined
  }

  /** The name of the language's or Node's own type that a type is or extends, unless it is plain data. */
  #builtIn(type: Type): string | undefined {
    const symbol = type.getSymbol()
    if (symbol !== undefined && this.#libraries.isBuiltIn(type)) {
      const isMethod = (member: TsSymbol) => (member.flags & SymbolFlags.Method) !== 0
      const members = this.#project.checker.getPropertiesOfType(type)
      if (this.#libraries.declares(symbol) || members.some(isMethod)) return symbol.name
    }
    const bases = type.getBaseTypes() ?? []
    return bases.map(base => this.#builtIn(base)).find(name => name !== undefined)
  }

  #misfit(misfit: MisfitKind, type: Type): Shape {
    return { kind: 'misfit', misfit, name: this.#builtIn(type) ?? '' }
  }

  #tuple(type: Type, node: Node | undefined): Shape {
    const reference = type.isTypeReference() ? type : undefined
    const target = reference?.getTarget()
    // The compiler sends no flags at all for the empty tuple, whatever its types say.
    const flags =
      (target?.isTupleType() ? (target.elementFlags as readonly ElementFlags[] | undefined) : null) ?? []
    const types = reference === undefined ? [] : this.#project.checker.getTypeArguments(reference)
    const nodes = tupleNodes(node)
    return {
      kind: 'tuple',
      items: flags.flatMap((flag, index) => {
        const item = types[index]
        if (item === undefined) return []
        return {
          label: tupleLabel(nodes[index]),
          type: this.#view(item, tupleItemNode(nodes[index])),
          optional: (flag & ElementFlags.Optional) !== 0,
          rest: (flag & ElementFlags.Variable) !== 0,
        }
      }),
    }
  }

  #struct(type: Type, node?: Node): Shape {
    const { checker } = this.#project
    const members = checker
      .getPropertiesOfType(type)
      // Members named by symbols stay in memory.
      .filter(({ escapedName }) => !escapedName.startsWith('__@'))
      .map(member => this.#member(member, node))
    const index = checker
      .getIndexInfosOfType(type)
      .filter(({ keyType }) => !(keyType.flags & TypeFlags.ESSymbolLike))
      .map(({ keyType, valueType, declaration }) => ({
        key: this.#view(keyType),
        value: this.#view(valueType, typeNodeOf(declaration?.resolve()) ?? itemNode(node)),
      }))
    const isWritten =
      type.isObjectType() && type.objectFlags & (ObjectFlags.ObjectLiteral | ObjectFlags.Interface)
    if (
      members.length === 0 &&
      index.length === 0 &&
      !isWritten &&
      type.isObjectType() &&
      !(type.objectFlags & ObjectFlags.Mapped)
    )
      return { kind: 'anything but null' }
    return { kind: 'struct', members, index }
  }

  #member(symbol: TsSymbol, owner: Node | undefined): Member {
    const { checker } = this.#project
    const declaration = this.#libraries.declares(symbol) ? undefined : declarationOf(symbol, this.#project)
    // Members of `Record<'a' | 'b', Value>` are declared nowhere, but what they hold is its last argument.
    const typeNode = typeNodeOf(declaration) ?? itemNode(owner)
    const type = checker.getTypeOfSymbol(symbol) ?? checker.getAnyType()
    const isOwn = declaration !== undefined && !declaration.getSourceFile().isDeclarationFile
    return {
      name: symbol.name,
      type: this.#view(type, typeNode),
      optional: (symbol.flags & SymbolFlags.Optional) !== 0,
      comment: declaration === undefined ? null : commentOf(declaration),
      place: isOwn ? placeOf(declaration) : null,
    }
  }
}

/** What the language and Node have types for that travel. */
const builtInShapes: ReadonlyMap<string, Simple> = new Map([
  ['Date', 'date'],
  ['Uint8Array', 'bytes'],
  ['Buffer', 'bytes'],
])

const builtInMisfits: ReadonlyMap<string, MisfitKind> = new Map([
  ['Promise', 'promise'],
  ['PromiseLike', 'promise'],
  ['Function', 'function'],
])

function enumShape(type: Type): Shape {
  const values = partsOf(type).flatMap(part => (part.isLiteralType() ? [part.value] : []))
  const plain = values.filter(value => typeof value === 'string' || typeof value === 'number')
  // Members whose values are computed have no literal types; they are numbers.
  return plain.length === 0 ? { kind: 'number' } : { kind: 'enum', values: plain }
}
