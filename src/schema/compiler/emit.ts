import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/**
 * Compiles a plugin that has been checked, into the `outDir` of its tsconfig.json.
 *
 * @throws Error with the compiler's words
 */
export async function emit(tsconfig: string): Promise<void> {
  const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'))
  // Module by module, so that what has been read as an ES module is written as one, whatever a package.json says.
  const options = ['--noCheck', '--module', 'esnext', '--moduleResolution', 'bundler', '--pretty', 'false']
  try {
    await run(process.execPath, [join(typescript, 'bin/tsc'), '-p', tsconfig, ...options])
  } catch (error) {
    const { stdout } = error as { stdout?: string }
    throw stdout ? new Error(`the compiler: ${stdout.trim()}`, { cause: error }) : error
  }
}
