import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { watch } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { Test } from 'tap'
import { root } from './helper.ts'
import { watchLog } from './planted-secrets.ts'

/** An agent in a process of its own, which ends with the test. */
export interface AgentProcess {
  readonly child: ChildProcessByStdio<null, Readable, Readable>
  /** Resolves with the first line of its log, so far or to come, that matches. */
  line(pattern: RegExp): Promise<RegExpMatchArray>
  /** Where it listens. */
  url(): Promise<string>
  /** Everything that it has logged so far. */
  log(): string
  readonly exit: Promise<[code: number | null, signal: NodeJS.Signals | null]>
}

export const mainFile = join(root, 'dist/src/main.js')

/** How it runs; default: as the tests do. */
export interface ProcessOptions {
  /** How many files it may have open. */
  readonly openFiles?: number
  /** Options of Node itself. */
  readonly nodeOptions?: readonly string[]
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
}

export function startProcess(
  t: Test,
  args: readonly string[],
  { openFiles, nodeOptions = [], ...surroundings }: ProcessOptions = {},
): AgentProcess {
  const limit = openFiles === undefined ? '' : `ulimit -n ${openFiles} && `
  const child = spawn('sh', inShell(limit, [...nodeOptions, mainFile, ...args]), {
    ...surroundings,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  t.teardown(() => child.kill('SIGKILL'))
  const lines: string[] = []
  const waiting = new Set<() => void>()
  createInterface(child.stderr).on('line', line => {
    watchLog(line)
    lines.push(line)
    for (const look of waiting) look()
  })

  const line = (pattern: RegExp) =>
    new Promise<RegExpMatchArray>((resolve, reject) => {
      const look = () => {
        const found = lines.map(line => line.match(pattern)).find(match => match !== null)
        if (!found) return
        waiting.delete(look)
        resolve(found)
      }
      waiting.add(look)
      look()
      child.once('close', () => reject(new Error(`the agent ended without ${pattern}:\n${lines.join('\n')}`)))
    })

  return {
    child,
    line,
    url: async () => (await line(/listens on (https?:\S+?)"/))[1] ?? '',
    log: () => lines.join('\n'),
    exit: once(child, 'close') as AgentProcess['exit'],
  }
}

/**
 * Starts an agent whose log is a file, and waits until that says that it is ready.
 *
 * @param log - `[log] file` of the configuration; its folder is there
 */
export async function startLogging(
  t: Test,
  ini: string,
  log: string,
  surroundings: ProcessOptions = {},
): Promise<{ agent: AgentProcess; url: string; end: () => Promise<void> }> {
  const isReady = () => existsSync(log) && /"msg":"ready"/.test(readFileSync(log, 'utf8'))
  const ended = new AbortController()
  const changes = watch(dirname(log), { signal: ended.signal })
  const agent = startProcess(t, ['-f', ini], surroundings)
  agent.child.once('close', () => ended.abort(new Error(`the agent ended:\n${agent.log()}`)))
  for await (const _ of changes) if (isReady()) break
  return {
    agent,
    url: /listens on (https?:\S+?)"/.exec(readFileSync(log, 'utf8'))?.[1] ?? '',
    end: async () => {
      agent.child.kill('SIGTERM')
      t.strictSame(await agent.exit, [0, null])
    },
  }
}

/** Runs a command to its end. */
export async function run(
  args: readonly string[],
  { env = {}, input }: { env?: Readonly<Record<string, string>>; input?: string } = {},
): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn('sh', inShell('', [mainFile, ...args]), { env: { ...plainEnvironment(), ...env } })
  child.stdin.on('error', () => undefined).end(input)
  let out = ''
  let err = ''
  child.stdout.on('data', chunk => {
    out += chunk
  })
  child.stderr.on('data', chunk => {
    err += chunk
  })
  const [code] = await once(child, 'close')
  watchLog(err)
  return { code, out, err }
}

/**
 * Node as a shell begins it. The test runner has every Node that is spawned write a file as it ends; one that has become
 * somebody else may not, and would end with 1.
 */
function inShell(limit: string, args: readonly string[]): string[] {
  return ['-c', `unset NODE_OPTIONS; ${limit}exec "$@"`, 'sh', process.execPath, ...args]
}

/** Without what keeps colours away here: the test runner says so, and Node shows none where CI is set. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const { NO_COLOR: _no, FORCE_COLOR: _force, CI: _ci, ...env } = process.env
  return env
}
