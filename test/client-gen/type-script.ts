import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import { root, tempDir } from '../helper.ts'

// The compiler itself: its launcher does not bear the hooks of the test runner.
const { default: compilerOf } = await import(join(root, 'node_modules/typescript/lib/getExePath.js'))

/** As strict as a project can be, and for browsers of 2020. */
const options = {
  target: 'es2020',
  lib: ['es2020', 'dom'],
  module: 'esnext',
  moduleResolution: 'bundler',
  allowImportingTsExtensions: true,
  rewriteRelativeImportExtensions: true,
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  isolatedModules: true,
  verbatimModuleSyntax: true,
  erasableSyntaxOnly: true,
  types: [],
}

/** Compiles files of a folder that ends with the test, and hands over the folder and what the compiler says. */
export async function compile(
  t: Test,
  files: Readonly<Record<string, string>>,
  more: Readonly<Record<string, unknown>> = {},
): Promise<{ folder: string; problems: string; read: (file: string) => string }> {
  const folder = tempDir(t)
  const compilerOptions = { ...options, ...more }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const problems = await new Promise<string>(resolve =>
    execFile(compilerOf(), ['-p', folder], (_error, out, err) => resolve(`${out}${err}`)),
  )
  return { folder, problems, read: file => readFileSync(join(folder, file), 'utf8') }
}

/** For programs of Node, whose types are those of the checkout. */
export const nodeOptions = {
  lib: ['es2022'],
  types: ['node'],
  typeRoots: [join(root, 'node_modules/@types')],
}
