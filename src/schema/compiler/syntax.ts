import {
  isBinaryExpression,
  isExpressionStatement,
  isTypeAliasDeclaration,
  isVariableDeclaration,
  isVariableDeclarationList,
  isVariableStatement,
  type Node,
  SyntaxKind,
} from 'typescript/unstable/ast'
import type { Project, Symbol as TsSymbol } from 'typescript/unstable/sync'
import type { Comment, Place } from '../views.ts'

/** The last comment that documents a declaration; of several in a row only the last one counts. */
export function commentOf(declaration: Node): Comment | null {
  for (const node of commentHolders(declaration)) {
    const comments = (node.jsDoc ?? []).map(readComment)
    // JSDoc declares types in comments of their own, which stand before whatever comes next.
    const isAbout = ({ text }: Comment) =>
      isTypeAliasDeclaration(declaration) || !/@(typedef|callback)\b/.test(text)
    const comment = comments.findLast(isAbout)
    if (comment !== undefined) return comment
  }
  return commentOnTheLine(declaration)
}

/**
 * A comment on the line of what comes before, which the compiler takes for a word about that: `{ /** … *\/ name: string }`.
 * It is about what follows on its line, and behind a brace about what follows.
 */
function commentOnTheLine(node: Node): Comment | null {
  if (node.jsDoc !== undefined && node.jsDoc.length > 0) return null
  const source = node.getSourceFile()
  const before = source.text.slice(node.pos, node.getStart())
  const found = /\/\*\*(?!\/)(?:(?!\*\/)[\s\S])*\*\/(\s*)$/.exec(before)
  if (found === null || (found[1]?.includes('\n') && source.text[node.pos - 1] !== '{')) return null
  const start = node.pos + found.index
  return { text: found[0].trimEnd(), place: offset => placeAt(node, start + offset) }
}

function readComment(node: Node): Comment {
  const { text } = node.getSourceFile()
  const start = node.pos + otherTrivia(text.slice(node.pos, node.end))
  return { text: text.slice(start, node.end), place: offset => placeAt(node, start + offset) }
}

/** How much blank space and how many other comments stand before the one that ends a text. */
function otherTrivia(text: string) {
  const other = /\s+|\/\/.*|\/\*[\s\S]*?\*\//y
  let start = 0
  while (other.lastIndex < text.length && other.test(text))
    if (other.lastIndex < text.length) start = other.lastIndex
  return start
}

/** A comment stands before the whole statement: `export const f = () => …` holds the function three levels down. */
function commentHolders(declaration: Node): Node[] {
  const holders = [declaration]
  let node = declaration
  // The first of several variables only: the comment says nothing of the others.
  while (
    isCarrier(node.parent) &&
    (!isVariableDeclarationList(node.parent) || node.parent.declarations[0] === node)
  ) {
    node = node.parent
    holders.push(node)
  }
  return holders
}

function isCarrier(node: Node) {
  return (
    isVariableDeclaration(node) ||
    isVariableDeclarationList(node) ||
    isVariableStatement(node) ||
    isBinaryExpression(node) ||
    isExpressionStatement(node)
  )
}

/** Where a declaration begins, its comment left out. */
export function placeOf(node: Node): Place {
  return placeAt(node, node.getStart())
}

function placeAt(node: Node, position: number): Place {
  const source = node.getSourceFile()
  const { line, character } = source.getLineAndCharacterOfPosition(position)
  return { file: source.fileName, line: line + 1, column: character + 1 }
}

/** The first declaration of a symbol, if the compiler has its source. */
export function declarationOf(symbol: TsSymbol, project: Project): Node | undefined {
  return (symbol.valueDeclaration ?? symbol.declarations[0])?.resolve(project)
}

/** The declaration of a type: a function, or a variable, may have the same name. */
export function typeDeclarationOf(symbol: TsSymbol, project: Project): Node | undefined {
  const kinds = [SyntaxKind.TypeAliasDeclaration, SyntaxKind.InterfaceDeclaration, SyntaxKind.EnumDeclaration]
  const handle = symbol.declarations.find(({ kind }) => kinds.includes(kind))
  return handle === undefined ? declarationOf(symbol, project) : handle.resolve(project)
}

/** The file of a symbol's first declaration; asked without fetching the file, which may be a library of megabytes. */
export function fileOf(symbol: TsSymbol): string | undefined {
  return symbol.declarations[0]?.path
}
