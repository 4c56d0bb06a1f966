import t from 'tap'
import { authorization, captureLog, enabled, startAgent, writePlugins } from './helper.ts'
import { plantSecret } from './planted-secrets.ts'

/** An argument of every call below. The helper looks for it in every line and reply, and fails this file's process. */
const secret = plantSecret('planted-argument-8d1f')

const plugin = `
import { currentCall, currentPlugin, Fault } from 'mmc-agent'
export const NOAUTHNEEDED = ['login']
export const activate = () => true
export const none = text => 1
export const throws = text => { throw new Error('no') }
export const throwsNull = text => { throw null }
export const rejects = async text => { throw new TypeError('no') }
export const cycle = text => { const value = { text }; value.self = value; return value }
export const map = text => new Map([[text, text]])
export const faultData = text => { throw new Fault('no', { data: () => text }) }
export const noParameter = () => 1
export const never = text => new Promise(() => {})
export const relay = text => currentCall().call('sick.throws', text)
export const login = text => { currentCall().session.attempt(text); return false }
`

const methods = [
  'none',
  'throws',
  'throwsNull',
  'rejects',
  'cycle',
  'map',
  'faultData',
  'never',
  'relay',
  'login',
  'missing',
].map(name => `sick.${name}`)

/** One call in the form of each door, and what no door can read though the secret is in it. */
function bodies(method: string): [url: string, type: string, body: string][] {
  const value = `<value><string>${secret}</string></value>`
  const xml = `<methodCall><methodName>${method}</methodName><params><param>${value}</param></params></methodCall>`
  const json = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: [secret] })
  return [
    ['/RPC2', 'text/xml', xml],
    ['/RPC2', 'text/xml', xml.slice(0, -9)],
    ['/jsonrpc', 'application/json', json],
    ['/jsonrpc', 'application/json', json.slice(0, -1)],
    ['/jsonrpc', 'application/json', json.replace('"2.0"', `"${secret}"`)],
    ['/jsonrpc', secret, json],
    [`/rpc/${method}`, 'application/json', JSON.stringify([secret])],
    [`/rpc/${method}`, 'application/json', JSON.stringify({ text: secret })],
    [`/rpc/${method}`, 'application/json', `["${secret}`],
    [`/rpc/${method}`, 'application/json', JSON.stringify(secret)],
  ]
}

t.test('what callers send is in no reply that they did not ask for, and in no line of the log', async t => {
  const { log, lines } = captureLog()
  const { server } = await startAgent(t, {
    log,
    options: {
      main: { plugindirs: writePlugins(t, { sick: plugin }), required: 'sick' },
      limits: { callseconds: 1 },
    },
    plugins: { sick: enabled },
  })
  const cookie = `TWISTED_SESSION=${'a'.repeat(64)}`
  const ask = async (method: string) => {
    for (const [url, type, payload] of bodies(method)) {
      for (const credentials of [authorization, 'Basic x', `Basic ${secret}`]) {
        const headers = { authorization: credentials, 'content-type': type, cookie }
        await server.inject({ method: 'POST', url, headers, payload })
      }
    }
  }
  await Promise.all(methods.map(ask))
  t.ok(lines.length > 30, 'much went wrong, and was logged')
})
