/** The sources of a plugin that has every part of the contract, and of one that it calls. */
export const contractPlugin: Readonly<Record<string, string>> = {
  contract: `
import { currentCall, currentPlugin, Fault, PluginConfig } from 'mmc-agent'

export const NOAUTHNEEDED = ['whoami', 'login', 'loginAndTell', 'loginAndThrow', 'loginAndDecline', 'loginThenLogout',
  'attempt', 'askOther', 'loginByOther', 'askAsPlugin']
export const dependsOn = ['other']

class Config extends PluginConfig {
  word = ''
  readConf() { super.readConf(); this.word = this.get('contract', 'word') }
}
let config
export async function activate() { config = Config.load(); return config === Config.load() }
export const activate_2 = () => true
export const health = () => ({ status: 'warn', output: 'so so' })

export const echo = value => value
export const kinds = (...values) => values.map(value => Array.isArray(value) ? 'array' : typeof value)
export const withDefault = (a = 7, b = 8) => \`a is \${a}, b is \${b}\`
export const results = () => ({
  date: new Date(0), bytes: new Uint8Array([1, 2]), big: 2n ** 70n, fraction: 1.5, negative: -0,
  missing: undefined, item: [undefined, null], nested: [[[]]], text: 'ü€😀', bare: Object.assign(Object.create(null), { a: 1 }),
})
export const slice = () => Buffer.from('0000hi0000').subarray(4, 6)
export const protoMember = () => JSON.parse('{ "__proto__": 1 }')
export const nothing = () => {}
export const fault = () => { throw new Fault('refused') }
export const faultWithData = () => { throw new Fault('gone', { code: 404, data: { why: 'gone' } }) }
export const faultReserved = () => { throw new Fault('as if', { code: -32601 }) }
export const faultOddData = () => { throw new Fault('odd', { code: 5, data: new Map() }) }
export const error = () => { throw new RangeError('boom', { cause: new Error('deeper') }) }
export const throwText = () => { throw 'a text' }
export const throwNull = () => { throw null }
export const rejects = () => Promise.reject(new TypeError('late'))
export function circle() { const a = {}; a.a = a; return a }
export const map = () => new Map()
export const proxy = () => new Proxy({}, { ownKeys() { throw new Error('a trap') } })
let asked = 0
export const getter = () => ({ get asked() { return ++asked } })
export const never = () => new Promise(() => {})
let reason = ''
export const untilAborted = () => new Promise(() => {
  const { signal } = currentCall()
  signal.addEventListener('abort', () => { reason = signal.reason.message })
})
export async function lastReason() {
  while (reason === '') await new Promise(setImmediate)
  return reason
}
export function facts() {
  const { method, door, clientAddress, session, requestId, log } = currentCall()
  log.info({ said: { deep: [1] } }, 'from a method')
  currentPlugin().log.warn('from the plugin')
  log.error({ err: new Error('logged') }, 'with an error')
  log.info({ said: 'fields alone' })
  log.child({ said: 'of a child' }).debug('a text')
  return [method, door, clientAddress, session.user, requestId !== '', currentPlugin().name]
}
export const whoami = () => currentCall().session.user ?? 'nobody'
export function login(user) { currentCall().session.login(user); return true }
export const logout = () => { currentCall().session.logout() }
export function loginAndTell(user) { currentCall().session.login(user); return whoami() }
export function loginAndThrow(user) { currentCall().session.login(user); throw new Fault('no') }
export function loginAndDecline(user) { currentCall().session.login(user); return false }
export function loginThenLogout(user) { currentCall().session.login(user); currentCall().session.logout(); return true }
export function attempt(user) { currentCall().session.attempt(user); return false }
export const askOther = (method, params) => currentCall().call(method, ...params).catch(({ code, message }) => \`\${code}: \${message}\`)
export const passOn = (method, params) => currentCall().call(method, ...params)
export const round = () => currentCall().call('contract.round').catch(({ message }) => message)
export const askAsPlugin = (method, params) => currentPlugin().call(method, ...params)
export async function loginByOther() {
  const before = whoami()
  await currentCall().call('other.login', 'bob')
  return [before, whoami()]
}
export const word = () => config.word
function constructed() { return 'constructed' }
export { constructed as constructor }
`,
  other: `
import { currentCall, Fault } from 'mmc-agent'
export const NOAUTHNEEDED = ['login', 'whoami']
export const activate = () => true
export const echo = value => value
export const whoami = () => currentCall().session.user ?? 'nobody'
export function login(user) { currentCall().session.login(user); return true }
export const fault = () => { throw new Fault('busy', { code: 409 }) }
`,
}
