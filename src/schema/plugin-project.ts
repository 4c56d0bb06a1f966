import { createRequire } from 'node:module'
import { dirname, join, parse, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isInside } from '../files/is-inside.ts'
import type { PluginSource } from './plugin-source.ts'

/** What the compiler reads from a tsconfig.json and all that it extends. */
export interface ParsedConfig {
  readonly options: Readonly<Record<string, unknown>>
  /** Absolute. */
  readonly fileNames: readonly string[]
}

/**
 * The tsconfig.json that a plugin is built with: what the nearest one says, as editors take it, under the options that
 * make it a plugin of this agent.
 *
 * @param ownFile - the nearest tsconfig.json
 * @param own - what it says
 * @param emitted - the folder that compiled files go to for now
 * @returns what JSON can hold, for a file anywhere
 */
export function pluginProject(
  source: PluginSource,
  ownFile: string | undefined,
  own: ParsedConfig | undefined,
  emitted: string,
): Readonly<Record<string, unknown>> {
  return {
    ...(ownFile !== undefined && { extends: ownFile }),
    compilerOptions: {
      ...(own === undefined ? strictDefaults(source) : missingDefaults(source, own)),
      ...forced(source, emitted, own?.options ?? {}),
    },
    files: [source.entry, ...furtherFiles(source, ownFile, own)],
    include: [],
  }
}

/** For plugins whose author says nothing. */
function strictDefaults({ isTypeScript }: PluginSource) {
  return {
    strict: true,
    target: 'es2023',
    lib: ['es2023'],
    // A parameter of plain JavaScript that no comment gives a type is any value.
    ...(!isTypeScript && { noImplicitAny: false, checkJs: true }),
  }
}

/** Node 20 runs ES2023, and the compiler's own defaults go beyond. */
function missingDefaults({ isTypeScript }: PluginSource, { options }: ParsedConfig) {
  return {
    ...(options['target'] === undefined && { target: 'es2023' }),
    ...(!isTypeScript && options['checkJs'] === undefined && { checkJs: true }),
  }
}

/** What the agent, Node and this build need, whatever the author's file says. null takes an option back. */
function forced({ folder, isTypeScript }: PluginSource, emitted: string, own: ParsedConfig['options']) {
  return {
    module: 'nodenext',
    moduleResolution: 'nodenext',
    moduleDetection: 'force',
    rewriteRelativeImportExtensions: true,
    resolveJsonModule: true,
    // Files of plain JavaScript that a plugin imports belong to it.
    allowJs: true,
    skipLibCheck: true,
    noEmit: !isTypeScript,
    emitDeclarationOnly: false,
    // Compiled files must stay together; what is not compiled may come from anywhere.
    rootDir: isTypeScript ? folder : parse(folder).root,
    outDir: emitted,
    sourceMap: true,
    inlineSourceMap: false,
    sourceRoot: null,
    mapRoot: null,
    declaration: false,
    declarationMap: false,
    declarationDir: null,
    isolatedDeclarations: false,
    composite: false,
    incremental: false,
    tsBuildInfoFile: null,
    types: [...new Set([...texts(own['types']), 'node'])],
    typeRoots: typeRoots(folder, texts(own['typeRoots'])),
    paths: { ...absolutePaths(own), ...agentPaths },
  }
}

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url))

/** The running agent's declarations, as the host answers the same imports with the running agent. */
const agentPaths = {
  'mmc-agent': [here('../plugin-api.d.ts')],
  'mmc-agent/testing': [here('../testing.d.ts')],
}

/** The author's, which stand relative to the file that says so. */
function absolutePaths({ paths, pathsBasePath }: ParsedConfig['options']): Record<string, string[]> {
  const entries = Object.entries(Object(paths) as Record<string, unknown>)
  return Object.fromEntries(
    entries.map(([name, targets]) => [
      name,
      texts(targets).map(target => resolve(String(pathsBasePath), target)),
    ]),
  )
}

/** The plugin's own packages come first, the agent's types of Node last. */
function typeRoots(folder: string, own: readonly string[]): string[] {
  const nodeTypes = dirname(createRequire(import.meta.url).resolve('@types/node/package.json'))
  const packages = foldersAbove(folder).map(above => join(above, 'node_modules'))
  return [...own, ...packages.flatMap(dir => [join(dir, '@types'), dir]), dirname(nodeTypes)]
}

function foldersAbove(folder: string): string[] {
  return dirname(folder) === folder ? [folder] : [folder, ...foldersAbove(dirname(folder))]
}

/**
 * The files of a tsconfig.json in the plugin's folder, as a worker is reached by no import. Of one further up only
 * declarations, which may tell of globals: it has other programs too.
 */
function furtherFiles(source: PluginSource, ownFile: string | undefined, own: ParsedConfig | undefined) {
  const isOfPlugin = ownFile === join(source.folder, 'tsconfig.json')
  return (own?.fileNames ?? []).filter(
    file =>
      file !== source.entry &&
      (isOfPlugin || /\.d\.[cm]?ts$/.test(file)) &&
      (source.out === source.folder || !isInside(source.out, file)),
  )
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : []
}
