import { writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Test } from 'tap'
import { selfSigned } from '../certificates.ts'
import { enabled, startAgent, tempDir, writePlugins } from '../helper.ts'
import type { Target } from './exchange.ts'

/** An agent that listens, with the plugin `witness`. */
export interface HostileAgent {
  readonly target: Target
  /** How often methods of the plugin have run since it was last asked. */
  ran(): number
  /** Live sessions of logged-in users. */
  methods(): readonly string[]
}

/** Its methods tell each time that they ran. What must not be callable tells it too. */
const source = `
import { currentCall } from 'mmc-agent'
globalThis.witnessed ??= 0
const seen = value => { globalThis.witnessed += 1; return value }

export const NOAUTHNEEDED = ['login', 'whoami', 'guess']
export const activate = () => true
export const activate_2 = () => true
export const deactivate = () => { seen() }
export const health = () => ({ status: 'pass' })

export const echo = value => seen(value)
export const sum = (first, ...others) => seen(others.reduce((total, number) => total + number, first))
export const count = (...values) => seen(values.length)
export const keys = value => seen(Object.keys(value))
export const inherited = value => seen([typeof value.polluted, typeof {}.polluted, Object.getPrototypeOf(value) === Object.prototype])
export const secret = () => seen('for users only')
export const nothing = () => { seen() }

export const whoami = () => seen(currentCall().session.user ?? 'nobody')
export const login = user => { currentCall().session.login(user); return seen(true) }
export const logout = () => { currentCall().session.logout(); return seen(true) }
export const guess = (user, password) => {
  currentCall().session.attempt(user)
  seen()
  if (password !== 'the right one') return false
  currentCall().session.login(user)
  return true
}

export const throwsError = () => { seen(); throw new Error('WitnessSecret in /etc/shadow') }
export const throwsString = () => { seen(); throw 'WitnessSecret' }
export const throwsNull = () => { seen(); throw null }
export const throwsUndefined = () => { seen(); throw undefined }
export const rejects = async () => { seen(); throw new TypeError('WitnessSecret') }
export const notANumber = () => seen({ list: [1, Number.NaN] })
export const infinity = () => seen(Infinity)
export const cyclic = () => { const value = {}; value.self = value; return seen(value) }
export const aFunction = () => seen(() => 1)
export const aSymbol = () => seen(Symbol('WitnessSecret'))
export const aMap = () => seen(new Map())
export const aClass = () => seen(class Hidden {})
export const control = () => seen('a\\u0000b\\u000bc')
export const surrogate = () => seen('a\\ud800b')
export const deep = () => { let value = 1; for (let i = 0; i < 100; i += 1) value = [value]; return seen(value) }
export const longText = length => seen('x'.repeat(length))

export const _private = () => seen('WitnessSecret')
export const nested = { inside: () => seen('WitnessSecret') }
export class Hidden { static call() { return seen('WitnessSecret') } }
export const value = 'WitnessSecret'
export default () => seen('WitnessSecret')
`

/** @param main - options of `[main]` over the usual ones */
export async function listen(
  t: Test,
  tls: boolean,
  options: Readonly<Record<string, Readonly<Record<string, string | number>>>> = {},
): Promise<HostileAgent> {
  const main = {
    plugindirs: writePlugins(t, { witness: source }),
    required: 'witness',
    ...(tls && tlsFiles(t)),
    ...options['main'],
  }
  const app = await startAgent(t, { options: { ...options, main }, plugins: { witness: enabled } })
  await app.server.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.server.address() as AddressInfo
  return {
    target: { port, tls },
    ran() {
      const { witnessed } = globalThis as { witnessed?: number }
      Object.assign(globalThis, { witnessed: 0 })
      return witnessed ?? 0
    },
    methods: () => app.registry.list().map(({ name }) => name),
  }
}

function tlsFiles(t: Test) {
  const { key, certificate } = selfSigned(t, 'localhost')
  const dir = tempDir(t)
  const [localcert, cacert] = [join(dir, 'key.pem'), join(dir, 'certificate.pem')]
  writeFileSync(localcert, key, { mode: 0o600 })
  writeFileSync(cacert, certificate)
  return { enablessl: 1, localcert, cacert }
}
