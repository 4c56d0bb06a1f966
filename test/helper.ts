import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { type Logger, pino } from 'pino'
import { type App, buildApp } from '../src/app.ts'
import { type AgentConfig, loadAgentConfig } from '../src/config/agent-config.ts'
import { lineOptions } from '../src/logging.ts'
import type { Forward } from '../src/rpc/method.ts'
import { plantSecret, watchLog } from './planted-secrets.ts'

// Threads of agents in this process are to be as those of any other: without what the test runner has Node import.
process.execArgv = process.execArgv.filter(option => !option.includes('@tapjs'))

/** The root of the checkout; the compiled helper is dist/test/helper.js. */
export const root = fileURLToPath(new URL('../../', import.meta.url))

export const fixturePlugins = join(root, 'test/fixtures/plugins')

export const credentials = { login: 'mmc', password: plantSecret('secret of the test') }

export const authorization = `Basic ${Buffer.from(plantSecret(`${credentials.login}:${credentials.password}`)).toString('base64')}`

/** A test, or whatever else knows when it ends. */
export interface Owner {
  teardown(end: () => unknown): unknown
}

/** A logger whose lines a test can read. */
export function captureLog(): { log: Logger; lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = []
  const stream = new Writable({
    write(chunk, _encoding, done) {
      watchLog(String(chunk))
      lines.push(JSON.parse(String(chunk)))
      done()
    },
  })
  return { log: pino({ level: 'debug', ...lineOptions }, stream), lines }
}

export interface AgentOptions {
  /** Sections of agent.ini over the test's own: `{ main: { required: 'good' } }`. */
  readonly options?: Readonly<Record<string, Readonly<Record<string, string | number>>>>
  /** The text of each plugin's ini file; only these plugins are enabled. Default: `good`. */
  readonly plugins?: Readonly<Record<string, string>>
  readonly log?: Logger
}

/** A folder that ends with the test. */
export function tempDir(t: Owner): string {
  const dir = mkdtempSync(join(tmpdir(), 'mmc-agent-'))
  t.teardown(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

/** Writes plugins, given as the sources of their `index.js`, into a directory that ends with the test. */
export function writePlugins(t: Owner, sources: Readonly<Record<string, string>>): string {
  const dir = tempDir(t)
  for (const [name, source] of Object.entries(sources)) {
    mkdirSync(join(dir, name))
    writeFileSync(join(dir, name, 'index.js'), `${versions}${source}`)
  }
  return dir
}

const versions = `
export const getVersion = () => '1.0.0'
export const getApiVersion = () => '1:0:0'
export const getRevision = () => 1
`

/** For methods that call no other. */
export const alone: Forward = () => Promise.reject(new Error('no other method can be called here'))

/** What enables a plugin. */
export const enabled = '[main]\ndisable = 0\n'

/** Writes an agent's files into a folder that ends with the test. */
export function writeConfig(
  t: Owner,
  { options = {}, plugins = { good: enabled } }: AgentOptions = {},
): string {
  const folder = tempDir(t)
  const sections: Record<string, Record<string, string | number>> = {
    main: {
      ...credentials,
      port: 0,
      plugindirs: fixturePlugins,
      required: 'good',
      requirelogin: 0,
      checkresults: 1,
    },
  }
  for (const [section, values] of Object.entries(options))
    sections[section] = { ...sections[section], ...values }
  const file = join(folder, 'agent.ini')
  writeFileSync(file, Object.entries(sections).map(sectionText).join('\n'))
  mkdirSync(join(folder, 'plugins'))
  for (const [name, text] of Object.entries(plugins))
    writeFileSync(join(folder, 'plugins', `${name}.ini`), text)
  return file
}

/** An agent that has been started and ends with the test; it listens nowhere: ask `app.server.inject`. */
export async function startAgent(
  t: Owner,
  options: AgentOptions = {},
): Promise<App & { config: AgentConfig }> {
  const app = await buildAgent(t, options)
  await app.start()
  return app
}

/** The same before its start. */
export async function buildAgent(
  t: Owner,
  options: AgentOptions = {},
): Promise<App & { config: AgentConfig }> {
  const config = loadAgentConfig(writeConfig(t, options))
  const app = await buildApp(config, options.log ?? captureLog().log)
  t.teardown(() => app.stop())
  return { ...app, config }
}

function sectionText([section, values]: [string, Record<string, string | number>]) {
  return [`[${section}]`, ...Object.entries(values).map(([name, value]) => `${name} = ${value}`), ''].join(
    '\n',
  )
}
