import { MMC_ERR_CONFIG_UNSAFE } from '../errors.ts'
import { isInside } from '../files/is-inside.ts'
import { isReadableByOthers, mostEntries, PathRights, realPath, type Unsafe } from '../files/path-rights.ts'
import { shellWord } from '../files/shell-word.ts'
import { type AgentConfig, packageFolder } from './agent-config.ts'

/**
 * Keeps an agent that runs as root from trusting files that others can write to. For any other user nothing is refused.
 * What lies in the agent's own package is not looked at: whoever can write there has the agent already.
 */
export class FileGuard {
  readonly #allowUnsafe: boolean
  readonly #warn: (line: string) => void
  readonly #rights: PathRights | undefined

  /**
   * For the user that the process has now.
   *
   * @param warn - is told what would have been refused without `[main] allowunsafe`
   */
  constructor(allowUnsafe: boolean, warn: (line: string) => void) {
    this.#allowUnsafe = allowUnsafe
    this.#warn = warn
    this.#rights = isRoot() ? new PathRights(packageFolder) : undefined
  }

  /** @throws MMC_ERR_CONFIG_UNSAFE with the command that mends it */
  file(path: string): void {
    this.#refuse(path, this.#rights?.of(path, 'touch'))
  }

  /**
   * Looks at an ini file and its `.local`.
   *
   * @throws MMC_ERR_CONFIG_UNSAFE with the command that mends it
   */
  ini(path: string): void {
    this.file(path)
    this.file(`${path}.local`)
  }

  /**
   * Looks at a folder and those above it, and not into it.
   *
   * @throws MMC_ERR_CONFIG_UNSAFE with the command that mends it
   */
  folder(path: string): void {
    this.#refuse(path, this.#rights?.of(path, 'mkdir'))
  }

  /**
   * Looks at a file that the agent is to make or to write to.
   *
   * @throws MMC_ERR_CONFIG_UNSAFE with the command that mends it
   */
  output(path: string): void {
    this.#refuse(path, this.#rights?.of(path, undefined))
  }

  /**
   * Looks at a folder, those above it and all that is in it.
   *
   * @throws MMC_ERR_CONFIG_UNSAFE with the command that mends it
   */
  async tree(folder: string): Promise<void> {
    const { unsafe, isWhole = true } = (await this.#rights?.ofTree(folder)) ?? {}
    this.#refuse(folder, unsafe)
    if (!isWhole) {
      this.#warn(
        `${shellWord(folder)} holds more than ${mostEntries} files and folders: whether others can write to the rest is not known`,
      )
    }
  }

  #refuse(path: string, unsafe: Unsafe | undefined) {
    if (unsafe === undefined) return
    const { why, cure } = unsafe
    if (!this.#allowUnsafe) throw MMC_ERR_CONFIG_UNSAFE(shellWord(path), why, cure)
    this.#warn(`${shellWord(path)} is not safe for an agent that runs as root: ${why}; mend it with: ${cure}`)
  }
}

/** Whether the process has all rights now. */
export function isRoot(): boolean {
  return process.geteuid?.() === 0
}

/** Whether root may write to a path and be led nowhere else by others. */
export function isSafeOutput(path: string): boolean {
  return new PathRights(packageFolder).of(path, undefined) === undefined
}

/**
 * Looks at the files that the agent itself reads.
 *
 * @returns warnings, a line each
 * @throws MMC_ERR_CONFIG_UNSAFE with the command that mends it
 */
export function checkAgentFiles(config: AgentConfig): string[] {
  const { file, tls, passwordFile, allowUnsafe } = config
  const warnings: string[] = []
  const guard = new FileGuard(allowUnsafe, line => warnings.push(line))
  guard.ini(file)
  // Whoever writes to the CA of the clients chooses who they are.
  for (const path of tlsPaths(tls)) guard.file(path)
  if (passwordFile !== undefined) warnings.push(...exposed(passwordFile, 'the password in it'))
  if (tls !== undefined) warnings.push(...exposed(tls.key.path, 'the private key in it'))
  return warnings
}

function tlsPaths(tls: AgentConfig['tls']): Set<string> {
  if (tls === undefined) return new Set()
  const { key, certificate, clientCa } = tls
  return new Set([key, certificate, clientCa].flatMap(file => file?.path ?? []))
}

/**
 * A warning for a file with a secret that everybody can read, whoever runs the agent.
 *
 * @param secret - such as `the password in it`
 */
export function exposed(file: string, secret: string): string[] {
  if (isInside(realPath(packageFolder), realPath(file)) || !isReadableByOthers(file)) return []
  return [`${file}: everybody can read ${secret}; mend it with: chmod o-r ${shellWord(file)}`]
}
