/** A plugin that is always well, and one that fails at random; the third does its worst in a worker of its own. */
export const plugins: Readonly<Record<string, string>> = {
  well: `
export const activate = () => true
export const NOAUTHNEEDED = ['login']
import { currentCall } from 'mmc-agent'
export const echo = value => value
export const later = async value => (await new Promise(setImmediate), value)
export const login = user => (currentCall().session.login(user), true)
export const relay = value => currentCall().call('well.echo', value)`,

  sick: `
import { EventEmitter } from 'node:events'
import { currentCall, Fault } from 'mmc-agent'
export const activate = () => true
export const fault = () => { throw new Fault('as it should be', { code: 7 }) }
export const error = () => { throw new Error('no') }
export const nothing = () => { throw null }
export const rejects = async () => { throw 'a text' }
export const cycle = () => { const value = {}; value.self = value; return value }
export const proxy = () => new Proxy({}, { ownKeys() { throw new Error('no') } })
export const getter = () => ({ get broken() { throw new Error('no') } })
export const big = () => 'x'.repeat(2_000_000)
export const never = () => new Promise(() => {})
export const timer = () => { setTimeout(() => { throw new Error('late') }, 1); return true }
export const stray = () => { void Promise.reject(new Error('stray')); return true }
export const emitter = () => { setImmediate(() => new EventEmitter().emit('error', new Error('unheard'))); return true }
export const block = () => { const end = Date.now() + 20; while (Date.now() < end); return true }
export const whenLost = () => new Promise(resolve => currentCall().signal.addEventListener('abort', () => resolve(true)))`,

  apart: `
export const activate = () => true
export const echo = value => value
export const exit = () => process.exit(3)
export const error = () => { throw new Error('no') }
export const timer = () => { setTimeout(() => { throw new Error('late') }, 1); return true }`,
}
