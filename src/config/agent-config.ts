import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { MMC_ERR_CONFIG_MISSING, MMC_ERR_CONFIG_UNREADABLE, MMC_ERR_CONFIG_VALUE } from '../errors.ts'
import { nearestName } from '../nearest-name.ts'
import { type AgentOption, agentOptions, unusedOptions, unusedSections } from './agent-options.ts'
import type { IniFile } from './ini.ts'
import { readIni } from './ini-file.ts'
import { type TlsFiles, tlsFiles } from './tls-files.ts'

type OptionValues = {
  readonly [Name in keyof typeof agentOptions]: (typeof agentOptions)[Name] extends AgentOption<infer Value>
    ? Value
    : never
}

/** The agent's settings: every option checked, paths absolute, times in the unit of their name. */
export interface AgentConfig extends OptionValues {
  /** Where the agent remembers what it died of; absolute. */
  readonly stateFile: string
  /** `enablessl`, `localcert`, `cacert` and `verifypeer`, understood; undefined: no TLS. */
  readonly tls: TlsFiles | undefined
  /** The file they were read from, absolute. */
  readonly file: string
  /** The file that the password stands in, unless it is the shipped one, which is no secret. */
  readonly passwordFile: string | undefined
  /** What the operator should know, a line each. */
  readonly warnings: readonly string[]
}

/** What the command line says over the file. */
export interface ConfigOverrides {
  readonly host?: string
  readonly port?: string
}

/** The configuration that the package ships: what the agent reads when no file is named. */
export const shippedConfigFile = fileURLToPath(new URL('../../../config/agent.ini', import.meta.url))

/** The package itself, as it is installed. */
export const packageFolder = fileURLToPath(new URL('../../../', import.meta.url))

/** Where the plugins are that came with the package. */
export const bundledPluginDir = fileURLToPath(new URL('../../plugins', import.meta.url))

// The original ships this password too, so every scanner knows it.
const shippedPassword = 's3cr3t'

/**
 * Reads the agent's file and the `.local` file beside it.
 *
 * @throws AgentError naming file, section, option, value and what is allowed
 */
export function loadAgentConfig(file: string, overrides: ConfigOverrides = {}): AgentConfig {
  const path = resolve(file)
  const { ini, found } = readIni(path)
  if (!found) throw MMC_ERR_CONFIG_UNREADABLE(path, 'there is no such file')

  const lookup = withOverrides(ini, overrides)
  const values = readOptions(lookup, path)
  refuseShippedPasswordInPublic(values, lookup('main', 'host')?.file ?? path)
  const inFolder = (name: string) => resolve(dirname(path), name)
  return {
    ...values,
    tls: values.enableSsl ? readTlsFiles(values.verifyPeer, lookup, path) : undefined,
    file: path,
    passwordFile: values.password === shippedPassword ? undefined : lookup('main', 'password')?.file,
    pluginDirs: values.pluginDirs.map(dir => (dir === 'bundled' ? bundledPluginDir : inFolder(dir))),
    pluginConfDir: inFolder(values.pluginConfDir),
    localCert: values.localCert && inFolder(values.localCert),
    caCert: values.caCert && inFolder(values.caCert),
    socket: values.socket && inFolder(values.socket),
    pidFile: values.pidFile && inFolder(values.pidFile),
    stateFile: values.stateFile ? inFolder(values.stateFile) : `${path}.state`,
    logFile: values.logFile && inFolder(values.logFile),
    warnings: [...unknownOptions(ini, path), ...unsafePassword(values, path)],
  }
}

interface Source {
  readonly name: string
  readonly text: string
  readonly file: string
}

type Lookup = (section: string, name: string) => Source | undefined

function withOverrides(ini: IniFile, overrides: ConfigOverrides): Lookup {
  return (section, name) => {
    const override = section === 'main' && (name === 'host' || name === 'port') ? overrides[name] : undefined
    if (override !== undefined) return { name, text: override, file: `--${name}` }
    const text = ini.get(section, name)
    return text === undefined ? undefined : { name, text, file: ini.fileOf(section, name) ?? '' }
  }
}

function readOptions(lookup: Lookup, file: string): OptionValues {
  const values = Object.entries(agentOptions).map(([key, option]) => [key, readOption(option, lookup, file)])
  // Each value has the type of its option in the table that the keys come from.
  return Object.fromEntries(values) as OptionValues
}

function readOption(option: AgentOption<unknown>, lookup: Lookup, file: string): unknown {
  const { section, name, kind, required } = option
  const source = sourceOf(option, lookup)
  if (source === undefined) {
    if (required !== undefined) throw MMC_ERR_CONFIG_MISSING(file, section, name, required)
    return option.default
  }
  const value = kind.read(source.text)
  if (value !== undefined) return value
  const shown = kind.secret ? '(not shown)' : source.text
  throw MMC_ERR_CONFIG_VALUE(source.file, section, source.name, shown, `must be ${kind.allowed}`)
}

function sourceOf({ section, name, aliases = [] }: AgentOption<unknown>, lookup: Lookup): Source | undefined {
  for (const spelling of [name, ...aliases]) {
    const source = lookup(section, spelling)
    if (source !== undefined) return source
  }
  return undefined
}

function readTlsFiles(verifyPeer: boolean, lookup: Lookup, file: string): TlsFiles {
  const options = { localcert: agentOptions.localCert, cacert: agentOptions.caCert }
  return tlsFiles(verifyPeer, (name, holds) => {
    const source = sourceOf(options[name], lookup)
    if (source === undefined)
      throw MMC_ERR_CONFIG_MISSING(file, 'main', name, `enablessl = 1 needs it; ${holds}`)
    return { option: `[main] ${source.name}`, path: resolve(dirname(file), source.text), holds }
  })
}

function refuseShippedPasswordInPublic({ host, password }: OptionValues, hostFile: string) {
  if (password !== shippedPassword || isLoopback(host)) return
  throw MMC_ERR_CONFIG_VALUE(
    hostFile,
    'main',
    'host',
    host,
    'with the shipped password the agent listens on a loopback address only; set [main] password first',
  )
}

function isLoopback(host: string) {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}

function unsafePassword({ password }: OptionValues, file: string): string[] {
  if (password !== shippedPassword) return []
  return [
    `${file}: [main] password is the one that everybody knows: set your own before others can reach the agent`,
  ]
}

function unknownOptions(ini: IniFile, file: string): string[] {
  const warnings: string[] = []
  for (const section of ini.sections()) {
    if (unusedSections.test(section)) {
      warnings.push(`${file}: [${section}] is not used: what is logged and where is set in [log]`)
      continue
    }
    for (const name of ini.options(section)) {
      const where = `${ini.fileOf(section, name) ?? file}: [${section}] ${name}`
      const unused = unusedOptions.find(unused => unused.section === section && unused.name === name)
      if (unused !== undefined) warnings.push(`${where} is not used: ${unused.reason}`)
      else if (!isKnown(section, name)) warnings.push(`${where} is unknown${nearest(section, name)}`)
    }
  }
  return warnings
}

function isKnown(section: string, name: string) {
  return knownOptions.some(
    option => option.section === section && (option.name === name || option.aliases?.includes(name)),
  )
}

const knownOptions: readonly AgentOption<unknown>[] = Object.values(agentOptions)

/** The option that was probably meant: the same name in another section, or a name a slip or two away in this one. */
function nearest(section: string, name: string) {
  const elsewhere = knownOptions.find(option => option.name === name)
  if (elsewhere !== undefined) return `; did you mean [${elsewhere.section}] ${name}?`
  const names = knownOptions.filter(option => option.section === section).map(option => option.name)
  const match = nearestName(name, names)
  return match === undefined ? '' : `; did you mean ${match}?`
}
