/**
 * The operator's errors: what went wrong before there was a caller, with a code to search for and the way out
 * in the message. Codes are an interface: one is never reused for another meaning.
 */
export class AgentError extends Error {
  readonly code: string
  /** What the process exits with when this error ends it. */
  readonly exitCode: number

  constructor(code: string, message: string, exitCode: number, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'AgentError'
    this.code = code
    this.exitCode = exitCode
  }
}

/** Exit codes of every command (`docs/commands.md`). */
export const ExitCode = { fine: 0, failure: 1, usage: 2, configuration: 3, requiredPlugin: 4 } as const

function define<Args extends unknown[]>(code: string, exitCode: number, words: (...args: Args) => string) {
  return (...args: Args) => new AgentError(code, `${code}: ${words(...args)}`, exitCode)
}

// Configuration

export const MMC_ERR_CONFIG_UNREADABLE = define(
  'MMC_ERR_CONFIG_UNREADABLE',
  ExitCode.configuration,
  (file: string, why: string) => `cannot read ${file}: ${why}`,
)

export const MMC_ERR_CONFIG_SYNTAX = define(
  'MMC_ERR_CONFIG_SYNTAX',
  ExitCode.configuration,
  (file: string, line: number, why: string) => `${file}, line ${line}: ${why}`,
)

export const MMC_ERR_CONFIG_INTERPOLATION = define(
  'MMC_ERR_CONFIG_INTERPOLATION',
  ExitCode.configuration,
  (file: string, section: string, option: string, why: string) => `${file}: [${section}] ${option}: ${why}`,
)

export const MMC_ERR_CONFIG_VALUE = define(
  'MMC_ERR_CONFIG_VALUE',
  ExitCode.configuration,
  (file: string, section: string, option: string, value: string, allowed: string) =>
    `${file}: [${section}] ${option} = ${value}: ${allowed}`,
)

export const MMC_ERR_CONFIG_MISSING = define(
  'MMC_ERR_CONFIG_MISSING',
  ExitCode.configuration,
  (file: string, section: string, option: string, why: string) =>
    `${file}: [${section}] ${option} is missing: ${why}`,
)

// Plugins

export const MMC_ERR_METHOD_NAME = define(
  'MMC_ERR_METHOD_NAME',
  ExitCode.failure,
  (name: string) =>
    `'${name}' cannot be called over the wire: names of exported functions match [A-Za-z][A-Za-z0-9_]*; rename it, or begin it with _ to keep it private`,
)

export const MMC_ERR_METHOD_DUPLICATE = define(
  'MMC_ERR_METHOD_DUPLICATE',
  ExitCode.failure,
  (name: string) => `there already is a method '${name}'`,
)
