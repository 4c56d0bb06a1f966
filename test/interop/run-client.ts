import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { root } from '../helper.ts'
import { type CaseTitle, type InteropCase, interopCases } from './cases.ts'
import type { Client } from './clients.ts'
import { canonical, fromWords, toWords, type Value } from './values.ts'

/** What a client has made of one call. */
export type Outcome =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'fault'; readonly code: Value; readonly message: Value }
  /** Whatever else its library calls an error. */
  | { readonly kind: 'error'; readonly message: string }

/** How a command has ended. */
export interface End {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

const titles = Object.keys(interopCases) as CaseTitle[]

/**
 * Makes the calls of these cases, one after the other, in one process.
 *
 * @param env - where the agent is, and its credentials: `MMC_HOST`, `MMC_PORT`, `MMC_LOGIN`, `MMC_PASSWORD`
 * @param buildDir - where its program was built
 */
export async function runClient(
  { folder, run }: Client,
  sent: readonly CaseTitle[],
  env: Readonly<Record<string, string>>,
  buildDir: string,
): Promise<{ end: End; outcomes: ReadonlyMap<CaseTitle, Outcome> }> {
  const end = await runIn(folder, run, { ...env, OUT: buildDir }, sent.map(callLine).join(''))
  return { end, outcomes: new Map(end.stdout.split('\n').flatMap(readOutcome)) }
}

/** Compiles the program of a client, once, where it must be compiled. */
export async function buildClient({ folder, build }: Client, buildDir: string): Promise<End | undefined> {
  if (build === undefined) return undefined
  mkdirSync(buildDir, { recursive: true })
  return await runIn(folder, build, { OUT: buildDir })
}

/** For tap: why a client cannot run here, or false. On a build server it runs in any case, and fails. */
export function missing({ name, probe, packages }: Client): string | false {
  if (process.env['CI'] !== undefined || probe === undefined) return false
  if (spawnSync('sh', ['-c', probe]).status === 0) return false
  return `${name} is missing: apt-get install ${packages.join(' ')}`
}

function callLine(title: CaseTitle): string {
  const { method, params, password }: InteropCase = interopCases[title]
  return `${[titles.indexOf(title), password, method, ...params.flatMap(toWords)].join(' ')}\n`
}

function readOutcome(line: string): [CaseTitle, Outcome][] {
  const [number, kind, ...words] = line.split(' ')
  const title = titles[Number(number || -1)]
  if (title === undefined) return []
  if (kind === 'value') return [[title, { kind, value: canonical(fromWords(words)) }]]
  if (kind === 'fault') return [[title, { kind, code: fromWords(words), message: fromWords(words) }]]
  return [[title, { kind: 'error', message: String(fromWords(words)[1]) }]]
}

/** Runs shell commands in a folder of clients. */
async function runIn(
  folder: string,
  commands: string,
  env: Readonly<Record<string, string>>,
  input = '',
): Promise<End> {
  const child = spawn('sh', ['-c', commands], {
    cwd: join(root, 'test/interop/clients', folder),
    env: { ...process.env, ...env },
    timeout: 60_000,
    killSignal: 'SIGKILL',
  })
  // A client that ends early is told by its missing answers.
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ])
  return { code: code as number | null, stdout, stderr }
}
