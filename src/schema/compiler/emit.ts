import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

/**
 * Compiles a plugin that has been checked, into the `outDir` of its tsconfig.json.
 *
 * @throws Error with the compiler's words
 */
export async function emit(tsconfig: string): Promise<void> {
  // Module by module, so that what has been read as an ES module is written as one, whatever a package.json says.
  const options = ['--noCheck', '--module', 'esnext', '--moduleResolution', 'bundler', '--pretty', 'false']
  try {
    await run(await executable(), ['-p', tsconfig, ...options])
  } catch (error) {
    const { stdout } = error as { stdout?: string }
    throw stdout ? new Error(`the compiler: ${stdout.trim()}`, { cause: error }) : error
  }
}

/** The compiler itself. Its launcher would run in a Node with the hooks of this one, and does not bear all of them. */
async function executable(): Promise<string> {
  const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'))
  const module = await import(pathToFileURL(join(typescript, 'lib/getExePath.js')).href)
  return module.default()
}
