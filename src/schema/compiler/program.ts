import { isExportDeclaration, isExportSpecifier, type SourceFile } from 'typescript/unstable/ast'
import { type API, type Project, SymbolFlags, type Symbol as TsSymbol } from 'typescript/unstable/sync'
import type { ModuleView } from '../views.ts'
import { readFunction, valueText } from './functions.ts'
import { endCompiler, openCompiler } from './open-compiler.ts'
import { declarationOf, placeOf } from './syntax.ts'
import { TypeReader } from './type-reader.ts'

/** A compiler at work on the projects of some tsconfig files. */
export class Programs {
  readonly #api: API
  readonly #projects: ReadonlyMap<string, Project>

  /** @param folders - those of the plugins */
  constructor(tsconfigs: readonly string[], folders: readonly string[]) {
    this.#api = openCompiler(folders)
    const snapshot = this.#api.updateSnapshot({ openProjects: [...new Set(tsconfigs)] })
    this.#projects = new Map(
      tsconfigs.flatMap(tsconfig => {
        const project = snapshot.getProject(tsconfig)
        return project === undefined ? [] : [[tsconfig, project]]
      }),
    )
  }

  /**
   * Reads a module of a project.
   *
   * @returns undefined if the project does not hold the file
   */
  module(tsconfig: string, entry: string): ModuleView | undefined {
    const project = this.#projects.get(tsconfig)
    const file = project?.program.getSourceFile(entry)
    if (project === undefined || file === undefined) return undefined
    const types = new TypeReader(project)
    const exported = exportsOf(file, project)
    return {
      exports: exported.map(({ name, symbol }) => ({
        name,
        place: placeOf(declarationOf(symbol, project) ?? file),
        read: () => readFunction(name, symbol, project, types),
        type: () => types.view(project.checker.getTypeOfSymbol(symbol) ?? project.checker.getAnyType()),
        get valueText() {
          return valueText(declarationOf(symbol, project))
        },
      })),
      sources: sourcesFrom(file, project),
    }
  }

  close(): void {
    endCompiler(this.#api)
  }
}

interface Export {
  readonly name: string
  readonly symbol: TsSymbol
}

/** What a module exports at run time, with what re-exports lead to, sorted by name. */
function exportsOf(file: SourceFile, project: Project): Export[] {
  const { checker } = project
  const module = checker.getSymbolAtLocation(file)
  if (module === undefined) return []
  return checker
    .getExportsOfModule(module)
    .filter(symbol => !isTypeOnly(symbol, project))
    .map(symbol => ({
      name: symbol.name,
      symbol: symbol.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
    }))
    .filter(({ symbol }) => symbol.flags & SymbolFlags.Value && !(symbol.flags & SymbolFlags.Class))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** `export type { f }` and `export { type f }` leave nothing at run time. */
function isTypeOnly(symbol: TsSymbol, project: Project) {
  const specifier = declarationOf(symbol, project)
  if (specifier === undefined || !isExportSpecifier(specifier)) return false
  const declaration = specifier.parent.parent
  return specifier.isTypeOnly || (isExportDeclaration(declaration) && declaration.isTypeOnly)
}

/** The files that a file reaches through imports. */
function sourcesFrom(entry: SourceFile, { checker, program }: Project): string[] {
  const found = new Set<string>()
  const visit = (file: SourceFile | undefined) => {
    if (file === undefined || file.isDeclarationFile || found.has(file.fileName)) return
    if (program.isSourceFileFromExternalLibrary(file)) return
    found.add(file.fileName)
    for (const module of file.imports) {
      const path = checker.getSymbolAtLocation(module)?.declarations[0]?.path
      if (path !== undefined) visit(program.getSourceFile(path))
    }
  }
  visit(entry)
  return [...found].sort()
}
