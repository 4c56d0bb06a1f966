import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import type { App } from '../../src/app.ts'
import { hashPassword } from '../../src/passwords/scrypt-hash.ts'
import type { RpcValue } from '../../src/rpc/value.ts'
import { type AgentOptions, authorization, enabled, startAgent, tempDir, writePlugins } from '../helper.ts'
import { readReply, writeCall } from '../wires/xml-client.ts'

/** Cheap, for tests log in a hundred times. */
const cost = { N: 1024, r: 8, p: 1 }

/** Writes a file of users for the authenticator `file`. */
export async function writeUsers(t: Test, passwords: Readonly<Record<string, string>>): Promise<string> {
  const file = join(tempDir(t), 'users.ini')
  const lines = ['[users]']
  for (const [name, password] of Object.entries(passwords))
    lines.push(`${name} = ${await hashPassword(password, cost)}`)
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 })
  return file
}

export interface BaseOptions {
  /** Who can log in by file. Default: ada, with the password `correct horse`. */
  readonly users?: Readonly<Record<string, string>>
  /** More of base.ini. */
  readonly ini?: string
  /** Sources of other plugins. */
  readonly plugins?: Readonly<Record<string, string>>
  /** As in {@link AgentOptions}. */
  readonly options?: AgentOptions['options']
  readonly log?: AgentOptions['log']
}

/** An agent with base, the plugins and `requirelogin = 1`. */
export async function startBase(t: Test, given: BaseOptions = {}): ReturnType<typeof startAgent> {
  return startAgent(t, await baseOptions(t, given))
}

/** What {@link startBase} starts the agent with. */
export async function baseOptions(t: Test, given: BaseOptions = {}): Promise<AgentOptions> {
  const { users = { ada: 'correct horse' }, ini = '', plugins = {}, options = {}, log } = given
  const file = await writeUsers(t, users)
  const main = {
    plugindirs: `bundled, ${writePlugins(t, plugins)}`,
    required: 'base',
    requirelogin: 1,
    ...options['main'],
  }
  const limits = { activateseconds: 10, ...options['limits'] }
  const inis = Object.fromEntries(Object.keys(plugins).map(name => [name, enabled]))
  const base = `${enabled}${ini}\n[authentication_file]\nusers = ${file}\n`
  return {
    options: { ...options, main, limits },
    plugins: { ...inis, base },
    ...(log === undefined ? {} : { log }),
  }
}

/** What a client of a door gets back. */
export interface Answer {
  readonly status: number
  readonly result?: unknown
  readonly fault?: { readonly code: number; readonly message: string }
  /** The session that the reply sets. */
  readonly cookie?: string
}

export type Call = (
  app: App,
  method: string,
  params?: readonly RpcValue[],
  cookie?: string,
) => Promise<Answer>

/** Every door, and a call inside a multicall or a batch, from the address of the test. */
export const doors: Readonly<Record<string, Call>> = {
  'XML-RPC': async (app, method, params = [], cookie) => {
    const response = await post(app, '/RPC2', 'text/xml', writeCall(method, params), cookie)
    return { ...around(response), ...readReply(response.body) }
  },
  'system.multicall': async (app, method, params = [], cookie) => {
    const body = writeCall('system.multicall', [[{ methodName: method, params }]])
    const response = await post(app, '/RPC2', 'text/xml', body, cookie)
    const reply = readReply(response.body)
    if ('fault' in reply) return { ...around(response), ...reply }
    const [outcome] = reply.result as [[unknown] | { faultCode: number; faultString: string }]
    const entry = Array.isArray(outcome)
      ? { result: outcome[0] }
      : { fault: { code: outcome.faultCode, message: outcome.faultString } }
    return { ...around(response), ...entry }
  },
  'JSON-RPC': async (app, method, params = [], cookie) => {
    const request = { jsonrpc: '2.0', id: 1, method, params }
    const response = await post(app, '/jsonrpc', 'application/json', JSON.stringify(request), cookie)
    const { result, error } = response.json()
    return { ...around(response), ...(error === undefined ? { result } : { fault: error }) }
  },
  'a JSON-RPC batch': async (app, method, params = [], cookie) => {
    const request = [{ jsonrpc: '2.0', id: 1, method, params }]
    const response = await post(app, '/jsonrpc', 'application/json', JSON.stringify(request), cookie)
    const [{ result, error }] = response.json()
    return { ...around(response), ...(error === undefined ? { result } : { fault: error }) }
  },
  'POST /rpc': async (app, method, params = [], cookie) => {
    const response = await post(app, `/rpc/${method}`, 'application/json', JSON.stringify(params), cookie)
    const body = response.json()
    return {
      ...around(response),
      ...(response.statusCode === 200 ? { result: body } : { fault: body.error }),
    }
  },
}

/** The plainest of them. */
export const call: Call = (app, method, params, cookie) => door('POST /rpc')(app, method, params, cookie)

export function door(name: string): Call {
  const found = doors[name]
  if (found === undefined) throw new Error(`no door ${name}`)
  return found
}

/** Logs in, and returns the session. */
export async function loggedIn(app: App, user: string, password: string): Promise<string> {
  const { result, cookie } = await call(app, 'base.ldapAuth', [user, password])
  if (result !== true || cookie === undefined) throw new Error(`${user} could not log in`)
  return cookie
}

function post({ server }: App, url: string, type: string, payload: string, cookie: string | undefined) {
  return server.inject({
    method: 'POST',
    url,
    headers: { authorization, 'content-type': type, ...(cookie === undefined ? {} : { cookie }) },
    payload,
  })
}

function around({ statusCode, headers }: Awaited<ReturnType<typeof post>>) {
  const cookie = /^TWISTED_SESSION=[0-9a-f]{64}(?=;)/.exec(String(headers['set-cookie'] ?? ''))?.[0]
  return { status: statusCode, ...(cookie === undefined ? {} : { cookie }) }
}
