import type { AgentConfig } from '../config/agent-config.ts'
import { FileGuard, isRoot, isSafeOutput } from '../config/file-guard.ts'
import { type Account, withRightsOf } from './account.ts'

/** The files that the agent opens before it gives up the rights of root. */
export interface Outputs {
  /** What the operator should know, a line each. */
  readonly warnings: readonly string[]
  /** Opens one of them, with the rights that are safe for it. */
  open<Result>(file: string | undefined, open: () => Result): Result
}

/**
 * Looks at the folders of the log and of the pid file. One that is not root's alone is left to the account that the agent will
 * be, with its own rights: a link there leads nowhere that it could not go itself. Without such an account it is refused.
 *
 * @throws MMC_ERR_CONFIG_UNSAFE with the command that mends it
 */
export function checkOutputs(
  { logFile, pidFile, stateFile, allowUnsafe }: AgentConfig,
  account: Account | undefined,
): Outputs {
  const warnings: string[] = []
  const guard = new FileGuard(allowUnsafe, line => warnings.push(line))
  const isLeft = (file: string) =>
    isRoot() && account !== undefined && account.uid !== 0 && !isSafeOutput(file)
  for (const file of [logFile, pidFile]) if (file !== undefined && !isLeft(file)) guard.output(file)
  // It says which plugins are held back, and is read by root whoever writes it.
  guard.output(stateFile)
  return {
    warnings,
    open: (file, open) =>
      file !== undefined && account !== undefined && isLeft(file) ? withRightsOf(account, open) : open(),
  }
}
