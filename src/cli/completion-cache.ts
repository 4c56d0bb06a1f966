import { createHash } from 'node:crypto'
import { mkdir, readFile, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { replaceFile } from '../files/replace-file.ts'
import { describeSchema } from '../rpc/schema-words.ts'
import { connect } from './agent-connection.ts'
import type { ConnectionOptions } from './options.ts'
import { pluginsIn } from './plugins.ts'
import { inOneLine } from './printable.ts'
import { type RemoteMethod, readMethods } from './remote-methods.ts'
import { kindsOf } from './text-value.ts'

/** What completion knows of an agent. */
export interface Known {
  readonly methods: readonly KnownMethod[]
  readonly plugins: readonly string[]
}

export interface KnownMethod {
  readonly name: string
  readonly summary: string
  readonly parameters: readonly {
    readonly name: string
    readonly words: string
    /** Where there are few. */
    readonly values: readonly string[]
  }[]
}

const freshMs = 60_000

/**
 * Asks an agent for what can be completed, and remembers it for a minute in a file that only this user may read. An agent
 * that does not answer within a second, or wants a password typed, has nothing.
 */
export async function knownOf(options: ConnectionOptions): Promise<Known> {
  const file = cacheFile(options)
  const remembered = await readFresh(file)
  if (remembered !== undefined) return remembered
  try {
    const known = await ask({ ...options, timeout: '1' })
    await remember(file, known)
    return known
  } catch {
    return { methods: [], plugins: [] }
  }
}

/** One for each agent: the same options from another folder may name another. */
function cacheFile({ inifile, host, port, url }: ConnectionOptions) {
  const agent = JSON.stringify(url === undefined ? [resolve(inifile), host, port] : [url])
  const name = createHash('sha256').update(agent).digest('hex').slice(0, 32)
  const named = process.env['XDG_CACHE_HOME'] ?? ''
  // A relative path is to be ignored, says the XDG specification.
  return join(isAbsolute(named) ? named : join(homedir(), '.cache'), 'mmc-agent', `complete-${name}.json`)
}

async function readFresh(file: string): Promise<Known | undefined> {
  try {
    const { mtimeMs } = await stat(file)
    if (Date.now() - mtimeMs > freshMs) return undefined
    return JSON.parse(await readFile(file, 'utf8')) as Known // as remember() wrote it
  } catch {
    return undefined
  }
}

async function ask(options: ConnectionOptions): Promise<Known> {
  const agent = await connect(options, { stdin: Readable.from([]), stderr: process.stderr })
  const [methods, page] = await Promise.all([readMethods(agent), agent.get('/health/plugins')])
  return {
    methods: methods.map(knownMethod),
    plugins: (pluginsIn(page) ?? []).map(({ name }) => String(name)),
  }
}

function knownMethod({ name, summary, line, parameters, schemas }: RemoteMethod): KnownMethod {
  return {
    name,
    summary: inOneLine(summary || line),
    parameters: (parameters ?? []).map(({ name, schema = {}, description = '' }) => ({
      name,
      words: inOneLine([describeSchema(schema, schemas), description].filter(Boolean).join(': ')),
      values: kindsOf(schema, schemas).flatMap(valuesOf),
    })),
  }
}

function valuesOf(kind: Readonly<Record<string, unknown>>): string[] {
  if (kind['type'] === 'boolean' && !('const' in kind)) return ['true', 'false']
  const values = 'const' in kind ? [kind['const']] : Array.isArray(kind['enum']) ? kind['enum'] : []
  return values.map(value => (typeof value === 'string' ? value : JSON.stringify(value)))
}

async function remember(file: string, known: Known) {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    await replaceFile(file, JSON.stringify(known), { mode: 0o600 })
  } catch {
    // It is asked again next time.
  }
}
