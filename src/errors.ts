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

export const MMC_ERR_CONFIG_UNSAFE = define(
  'MMC_ERR_CONFIG_UNSAFE',
  ExitCode.configuration,
  (what: string, why: string, cure: string) =>
    `${what} is not safe for an agent that runs as root: ${why}; [main] allowunsafe = 1 allows it, and this mends it: ${cure}`,
)

export const MMC_ERR_RUN_AS = define(
  'MMC_ERR_RUN_AS',
  ExitCode.configuration,
  (option: string, value: string, why: string) => `[daemon] ${option} = ${value}: ${why}`,
)

export const MMC_ERR_RUN_AS_REFUSED = define(
  'MMC_ERR_RUN_AS_REFUSED',
  ExitCode.failure,
  (option: string, value: string, why: string) => `[daemon] ${option} = ${value}: ${why}`,
)

// TLS

export const MMC_ERR_TLS_UNREADABLE = define('MMC_ERR_TLS_UNREADABLE', ExitCode.configuration, wrongTlsFile)

export const MMC_ERR_TLS_KEY = define('MMC_ERR_TLS_KEY', ExitCode.configuration, wrongTlsFile)

export const MMC_ERR_TLS_CERTIFICATE = define('MMC_ERR_TLS_CERTIFICATE', ExitCode.configuration, wrongTlsFile)

export const MMC_ERR_TLS_PAIR = define(
  'MMC_ERR_TLS_PAIR',
  ExitCode.configuration,
  (keyOption: string, keyFile: string, option: string, file: string) =>
    `the private key in ${keyOption} = ${keyFile} does not belong to the first certificate in ${option} = ${file}`,
)

function wrongTlsFile(option: string, file: string, why: string, holds: string) {
  return `${option} = ${file}: ${why}; ${holds}`
}

export const MMC_ERR_USERS_FILE = define(
  'MMC_ERR_USERS_FILE',
  ExitCode.failure,
  (file: string, why: string) => `${file} was not changed: ${why}`,
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

export const MMC_ERR_PLUGIN_DIR = define(
  'MMC_ERR_PLUGIN_DIR',
  ExitCode.configuration,
  (dir: string, why: string) => `cannot read the plugin directory ${dir}: ${why}; mend [main] plugindirs`,
)

export const MMC_ERR_PLUGIN_COMMONJS = define(
  'MMC_ERR_PLUGIN_COMMONJS',
  ExitCode.failure,
  () =>
    "index.js exports nothing as an ES module; write 'export function …' in place of module.exports, and import in place of require()",
)

export const MMC_ERR_PLUGIN_SYNTAX = define(
  'MMC_ERR_PLUGIN_SYNTAX',
  ExitCode.failure,
  (words: string) => `index.js is not JavaScript at (line:column): ${words}`,
)

export const MMC_ERR_PLUGIN_SYNTAX_INSIDE = define(
  'MMC_ERR_PLUGIN_SYNTAX_INSIDE',
  ExitCode.failure,
  (words: string) => `index.js, or a file that it imports, cannot be loaded: ${words}`,
)

export const MMC_ERR_PLUGIN_PACKAGE_TYPE = define(
  'MMC_ERR_PLUGIN_PACKAGE_TYPE',
  ExitCode.failure,
  (packageFile: string) =>
    `Node reads index.js as CommonJS because of ${packageFile}; put a package.json with { "type": "module" } into the plugin's folder`,
)

export const MMC_ERR_PLUGIN_EXPORT = define('MMC_ERR_PLUGIN_EXPORT', ExitCode.failure, (what: string) => what)

export const MMC_ERR_PLUGIN_STEP_TIME = define(
  'MMC_ERR_PLUGIN_STEP_TIME',
  ExitCode.failure,
  (step: string, seconds: number, option: string) =>
    `${step} did not finish within ${seconds} s; end it sooner, or raise [limits] ${option}`,
)

export const MMC_ERR_PLUGIN_RESULT = define(
  'MMC_ERR_PLUGIN_RESULT',
  ExitCode.failure,
  (step: string, found: string, expected: string) => `${step} returned ${found}; it must return ${expected}`,
)

export const MMC_ERR_PLUGIN_CIRCLE = define(
  'MMC_ERR_PLUGIN_CIRCLE',
  ExitCode.failure,
  (circle: string) => `dependsOn makes a circle: ${circle}; take one of them out`,
)

export const MMC_ERR_PLUGIN_DESCRIPTION = define(
  'MMC_ERR_PLUGIN_DESCRIPTION',
  ExitCode.failure,
  (why: string) =>
    `methods.json is not trusted, so that the methods have no types: ${why}; write it anew with mmc-agent build`,
)

export const MMC_ERR_PLUGIN_MISSING_DEPENDENCY = define(
  'MMC_ERR_PLUGIN_MISSING_DEPENDENCY',
  ExitCode.failure,
  (plugin: string, dependency: string, why: string) => `'${plugin}' needs '${dependency}', which ${why}`,
)

export const MMC_ERR_PLUGIN_REQUIRED = define(
  'MMC_ERR_PLUGIN_REQUIRED',
  ExitCode.requiredPlugin,
  (plugin: string, why: string) => `the required plugin '${plugin}' is not active: ${why}`,
)

export const MMC_ERR_CLIENT = define(
  'MMC_ERR_CLIENT',
  ExitCode.failure,
  (where: string, why: string) => `no client was written, because of ${where}: ${why}`,
)

// Building plugins

export const MMC_ERR_BUILD_FOLDER = define(
  'MMC_ERR_BUILD_FOLDER',
  ExitCode.usage,
  (folder: string, why: string) => `${folder} is no plugin that can be built: ${why}`,
)

export const MMC_ERR_BUILD_OUTPUT = define(
  'MMC_ERR_BUILD_OUTPUT',
  ExitCode.failure,
  (folder: string, why: string) => `cannot write to ${folder}: ${why}`,
)

// Contracts

export const MMC_ERR_CONTRACT_FILE = define(
  'MMC_ERR_CONTRACT_FILE',
  ExitCode.configuration,
  (file: string, why: string) => `${file}: ${why}`,
)

export const MMC_ERR_CONTRACT_PLUGIN = define(
  'MMC_ERR_CONTRACT_PLUGIN',
  ExitCode.failure,
  (plugin: string, why: string) => `plugin '${plugin}' has no contract that could be read: ${why}`,
)

// Process

export const MMC_ERR_LISTEN = define(
  'MMC_ERR_LISTEN',
  ExitCode.failure,
  (host: string, port: number, why: string) => `cannot listen on ${host}, port ${port}: ${why}`,
)

export const MMC_ERR_SOCKET = define(
  'MMC_ERR_SOCKET',
  ExitCode.failure,
  (socket: string, why: string) => `cannot listen on the Unix socket ${socket}: ${why}; mend [main] socket`,
)

export const MMC_ERR_LOG_FILE = define(
  'MMC_ERR_LOG_FILE',
  ExitCode.configuration,
  (file: string, why: string) => `cannot write the log file ${file}: ${why}; mend [log] file`,
)

export const MMC_ERR_PID_FILE = define(
  'MMC_ERR_PID_FILE',
  ExitCode.failure,
  (file: string, why: string) => `cannot write the pid file ${file}: ${why}`,
)

export const MMC_ERR_ALREADY_RUNNING = define(
  'MMC_ERR_ALREADY_RUNNING',
  ExitCode.failure,
  (pid: number, file: string) => `an agent is running already, as process ${pid} (${file}); stop it with -k`,
)

export const MMC_ERR_NOT_RUNNING = define(
  'MMC_ERR_NOT_RUNNING',
  ExitCode.failure,
  (why: string) => `no agent to stop: ${why}`,
)

export const MMC_ERR_STILL_RUNNING = define(
  'MMC_ERR_STILL_RUNNING',
  ExitCode.failure,
  (pid: number, seconds: number) => `process ${pid} was asked to stop and still runs after ${seconds} s`,
)

export const MMC_ERR_NO_ANSWER = define(
  'MMC_ERR_NO_ANSWER',
  ExitCode.failure,
  (url: string, why: string) => `no answer from ${url}: ${why}`,
)

export const MMC_ERR_CREDENTIALS = define(
  'MMC_ERR_CREDENTIALS',
  ExitCode.failure,
  (url: string, why: string) => `${url} refuses the credentials: ${why}`,
)

export const MMC_ERR_CREDENTIALS_FILE = define(
  'MMC_ERR_CREDENTIALS_FILE',
  ExitCode.configuration,
  (file: string, why: string) => `${file} is not taken for credentials: ${why}`,
)

export const MMC_ERR_NOT_RELEASED = define(
  'MMC_ERR_NOT_RELEASED',
  ExitCode.failure,
  (plugin: string, why: string) => `plugin '${plugin}' was begun anew and is not active, it is ${why}`,
)

export const MMC_ERR_NO_METHOD = define(
  'MMC_ERR_NO_METHOD',
  ExitCode.failure,
  (name: string, next: string) => `there is no method '${name}'; ${next}`,
)

export const MMC_ERR_USAGE = define('MMC_ERR_USAGE', ExitCode.usage, (why: string) => why)
