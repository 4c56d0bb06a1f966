import {
  isArrayTypeNode,
  isJSDocTypeExpression,
  isNamedTupleMember,
  isOptionalTypeNode,
  isParenthesizedTypeNode,
  isRestTypeNode,
  isTupleTypeNode,
  isTypeAliasDeclaration,
  isTypeOperatorNode,
  isTypeReferenceNode,
  isUnionTypeNode,
  type Node,
  SyntaxKind,
} from 'typescript/unstable/ast'

/** The node that says which type a declaration has, where it says so. */
export function typeNodeOf(declaration: Node | undefined): Node | undefined {
  if (declaration === undefined) return undefined
  // A cast: parameters, members and variables have one or the other of these, as have the tags of JSDoc.
  const { type, typeExpression } = declaration as { type?: Node; typeExpression?: Node }
  return bare(type ?? typeExpression)
}

/** What an alias stands for; not of a generic one, whose node tells of its parameters and not of their values. */
export function aliasNode(declaration: Node | undefined): Node | undefined {
  if (declaration === undefined || !isTypeAliasDeclaration(declaration)) return undefined
  return isGenericAlias(declaration) ? undefined : bare(declaration.type)
}

export function isGenericAlias(declaration: Node): boolean {
  return isTypeAliasDeclaration(declaration) && declaration.typeParameters !== undefined
}

/** `Item` of `Item[]`, `readonly Item[]` and `Array<Item>`. */
export function itemNode(node: Node | undefined): Node | undefined {
  if (node === undefined) return undefined
  if (isArrayTypeNode(node)) return bare(node.elementType)
  return isTypeReferenceNode(node) ? bare(node.typeArguments?.at(-1)) : undefined
}

/** The items of a tuple, with what marks them. */
export function tupleNodes(node: Node | undefined): readonly Node[] {
  return node !== undefined && isTupleTypeNode(node) ? node.elements : []
}

/** `Item` of `label?: Item`, `Item?` and `...Item[]`. */
export function tupleItemNode(node: Node | undefined): Node | undefined {
  if (node === undefined) return undefined
  const isRest = isRestTypeNode(node) || (isNamedTupleMember(node) && node.dotDotDotToken !== undefined)
  const inner =
    isNamedTupleMember(node) || isOptionalTypeNode(node) || isRestTypeNode(node) ? node.type : node
  return isRest ? itemNode(bare(inner)) : bare(inner)
}

export function tupleLabel(node: Node | undefined): string | null {
  return node !== undefined && isNamedTupleMember(node) ? node.name.text : null
}

/** `Item` of `Item | undefined`; any other node as it is. */
export function soleMember(node: Node): Node {
  const members = isUnionTypeNode(node)
    ? node.types.filter(({ kind }) => kind !== SyntaxKind.UndefinedKeyword)
    : []
  return members.length === 1 ? bare(members[0] ?? node) : node
}

/** What a node leads to: the types it stands for by their ids and, of an alias, the node behind it. */
export interface Leaf {
  readonly ids: readonly number[]
  readonly inner: Node | undefined
}

/** The members of a union in the order in which they are written, each with the node that wrote it alone. */
export function writtenMembers(node: Node, read: (node: Node) => Leaf): Map<number, Node | undefined> {
  const written = new Map<number, Node | undefined>()
  const { ids, inner } = read(node)
  const members = isUnionTypeNode(node) ? node.types : []
  for (const member of members) {
    for (const [id, leaf] of writtenMembers(bare(member), read)) if (!written.has(id)) written.set(id, leaf)
  }
  if (ids.length > 1 && inner !== undefined) {
    for (const id of writtenMembers(inner, read).keys()) if (!written.has(id)) written.set(id, undefined)
  }
  for (const id of ids) if (!written.has(id)) written.set(id, ids.length === 1 ? node : undefined)
  return written
}

/** Without parentheses, `readonly` before arrays, and the braces of JSDoc. */
function bare(node: Node): Node
function bare(node: Node | undefined): Node | undefined
function bare(node: Node | undefined): Node | undefined {
  if (node === undefined) return undefined
  if (isParenthesizedTypeNode(node) || isTypeOperatorNode(node) || isJSDocTypeExpression(node))
    return bare(node.type)
  return node
}
