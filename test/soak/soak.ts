import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { Test } from 'tap'
import { mainFile } from '../agent-process.ts'
import { enabled, root, writeConfig, writePlugins } from '../helper.ts'
import { randomNumbers } from '../random-numbers.ts'
import { plugins } from './plugins.ts'
import type { Holdings } from './report-agent.ts'
import { type Outcomes, send } from './traffic.ts'

export interface SoakOptions {
  /** How many requests to each round. */
  readonly requests: number
  readonly concurrency: number
  readonly badShare: number
  readonly seed: number
}

/** One agent under mixed traffic. */
export interface Soak {
  /** Sends a round of requests. */
  round(): Promise<Outcomes>
  /** What the agent holds once it has nothing to do. */
  holdings(): Promise<Holdings>
  /** Stops the agent, and says how it ended. */
  stop(): Promise<unknown>
}

/** Starts an agent with plugins that fail at random. */
export async function startSoak(t: Test, options: SoakOptions): Promise<Soak> {
  const child = spawn(process.execPath, [...nodeOptions, mainFile, '-f', configFile(t)], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  t.teardown(() => child.kill('SIGKILL'))
  // It is piped.
  const port = await portWhenReady(child.stderr as Readable)
  const random = randomNumbers(options.seed)
  return {
    round: () => send({ ...options, port, random }),
    holdings: () => holdingsWhenQuiet(child),
    async stop() {
      child.kill('SIGTERM')
      const [code] = await once(child, 'exit')
      return code
    },
  }
}

const nodeOptions = ['--expose-gc', '--import', join(root, 'dist/test/soak/report-agent.js')]

function configFile(t: Test): string {
  return writeConfig(t, {
    options: {
      // Sessions of the logins are to end while somebody looks.
      main: { plugindirs: writePlugins(t, plugins), required: 'well', sessiontimeout: 1 },
      limits: {
        callseconds: 1,
        // The plugins are to go on failing.
        quarantinecrashes: 0,
        quarantinelateerrors: 0,
        quarantinestalls: 0,
        quarantinetimeouts: 0,
      },
    },
    plugins: { well: enabled, sick: enabled, apart: `${enabled}isolate = 1\n` },
  })
}

async function portWhenReady(stderr: Readable): Promise<number> {
  const lines = createInterface(stderr)
  let port = 0
  for await (const line of lines) {
    port ||= Number(/listens on http:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1] ?? 0)
    if (/"msg":"ready"/.test(line)) break
  }
  // What else it says is not looked at, but must be read.
  stderr.resume()
  return port
}

/** Connections that clients have left end in a moment, and methods whose time is up in a second. */
async function holdingsWhenQuiet(child: ChildProcess): Promise<Holdings> {
  for (;;) {
    child.send('holdings')
    const [holdings] = (await once(child, 'message')) as [Holdings]
    if (!('TCPSocketWrap' in holdings.resources)) return holdings
  }
}
