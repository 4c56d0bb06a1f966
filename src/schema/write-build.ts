import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { MMC_ERR_BUILD_OUTPUT } from '../errors.ts'
import { replaceFile } from '../files/replace-file.ts'
import { descriptionFileName } from '../rpc/plugin-description.ts'
import type { CompiledFiles } from './compiled-files.ts'
import type { PluginSource } from './plugin-source.ts'
import { staleFiles } from './stale-files.ts'

/**
 * Puts a built plugin where it belongs. The description comes last: until then a former one does not fit the code, and
 * is not trusted. A file that would stay the same is not touched.
 *
 * @param onWrite - is told of each file before it is written or removed
 * @throws AgentError when a file cannot be written
 */
export async function writeBuild(
  { entry, out }: PluginSource,
  compiled: CompiledFiles,
  description: string,
  onWrite: (file: string) => void,
): Promise<void> {
  // Whoever may read the source may read what comes of it.
  const mode = (await stat(entry)).mode & 0o666
  try {
    const stale = staleFiles(out, compiled)
    for (const [path, content] of [...compiled, [descriptionFileName, Buffer.from(description)] as const]) {
      await writeFile(join(out, path), content, mode, onWrite)
    }
    for (const file of stale) {
      onWrite(file)
      await rm(file)
    }
  } catch (error) {
    throw MMC_ERR_BUILD_OUTPUT(out, (error as Error).message)
  }
}

async function writeFile(file: string, content: Uint8Array, mode: number, onWrite: (file: string) => void) {
  if (existsSync(file) && (await readFile(file)).equals(content)) return
  await mkdir(dirname(file), { recursive: true })
  onWrite(file)
  await replaceFile(file, content, { mode })
}
