import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Test } from 'tap'
import { root } from '../helper.ts'
import type { Client } from './clients.ts'

/** What a client has made of a login or a call. */
export interface Outcome {
  readonly result?: unknown
  /** The code of a fault. */
  readonly fault?: unknown
  /** Whatever else went wrong. */
  readonly error?: string
  /** The methods that went over the wire for it. */
  readonly sent: readonly string[]
}

/** A client that runs until the test ends, and keeps its session and the user's password meanwhile. */
export interface RunningClient {
  readonly logIn: (user: string, password: string) => Promise<Outcome>
  readonly call: (method: string, ...params: unknown[]) => Promise<Outcome>
}

/**
 * Starts a client.
 *
 * @param env - where the agent is, and its credentials: `MMC_HOST`, `MMC_PORT`, `MMC_LOGIN`, `MMC_PASSWORD`, `MMC_PEER_NAME`
 */
export function startClient(
  t: Test,
  { folder, run: [command, ...args] }: Client,
  env: Readonly<Record<string, string>>,
): RunningClient {
  const child = spawn(command, args, {
    cwd: join(root, 'test/logins/clients', folder),
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  t.teardown(() => child.kill('SIGKILL'))
  // A client that cannot be started, or ends early, is told by its missing answers.
  child.on('error', () => {})
  child.stdin.on('error', () => {})
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()

  async function ask(...question: unknown[]): Promise<Outcome> {
    child.stdin.write(`${JSON.stringify(question)}\n`)
    const { done, value } = await lines.next()
    return done === true ? { error: `${command} has ended`, sent: [] } : JSON.parse(value)
  }

  return {
    logIn: (user, password) => ask('login', user, password),
    call: (method, ...params) => ask('call', method, params),
  }
}
