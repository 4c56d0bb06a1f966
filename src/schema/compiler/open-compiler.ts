import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { API } from 'typescript/unstable/sync'
import { nearestFile, readPackage } from '../../files/package-file.ts'

/**
 * Starts a compiler that reads the files of plugins as ES modules. Where no package.json says what they are, Node looks
 * at the files themselves; TypeScript would take them for CommonJS.
 *
 * @param folders - those of the plugins
 */
export function openCompiler(folders: readonly string[]): API {
  const packages = new Map(folders.map(packageAsModule))
  return new API({
    fs: {
      fileExists: path => (packages.has(path) ? true : undefined),
      readFile: path => packages.get(path),
    },
  })
}

/** The package.json that speaks for a folder, and what it should say. */
function packageAsModule(folder: string): [file: string, text: string] {
  const file = nearestFile(folder, 'package.json') ?? join(folder, 'package.json')
  return [file, JSON.stringify({ ...readPackage(file), type: 'module' })]
}

/** What an API is made of. No part of its interface, but typescript is pinned. */
interface Insides {
  readonly client?: { readonly channel?: { readonly child?: ChildProcess }; close(): void }
}

/**
 * Ends a compiler. `api.close()` asks its process to end, which then may complain on standard error that it was
 * canceled; one that is killed says nothing, and has nothing to lose.
 */
export function endCompiler(api: API): void {
  const { client } = api as unknown as Insides
  const child = client?.channel?.child
  if (client !== undefined && child !== undefined) {
    child.kill('SIGKILL')
    client.close()
  } else {
    api.close()
  }
}
