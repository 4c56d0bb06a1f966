import type { Test } from 'tap'
import { startProcess } from '../../agent-process.ts'
import { authorization, enabled, writeConfig, writePlugins } from '../../helper.ts'

export const isolated = `${enabled}isolate = 1\nisolateseconds = 600\n`

/** Plugins that are isolated in an agent of a process of its own, and one that is not. */
export const guests = {
  guest: `
import { Worker } from 'node:worker_threads'
import { currentCall, currentPlugin, shLaunchDeferred } from 'mmc-agent'
export const activate = () => true
export function deactivate() { currentPlugin().log.info('deactivated') }
export function loop() { for (;;); }
export const exit = () => process.exit(1)
export function command(file) {
  return shLaunchDeferred('echo $$ > ' + file + '.new; mv ' + file + '.new ' + file + '; exec sleep 600', { timeoutMs: 0 })
}
let wasAborted = ''
export const untilGone = () => new Promise(() => {
  const { signal, log } = currentCall()
  log.info('waits')
  signal.addEventListener('abort', () => { wasAborted = signal.reason.message })
})
export async function whenGone() {
  while (wasAborted === '') await new Promise(setImmediate)
  return wasAborted
}
export async function nested() {
  const code = "import { currentCall } from 'mmc-agent'; import { parentPort } from 'node:worker_threads';" +
    'parentPort.postMessage(typeof currentCall)'
  const worker = new Worker(new URL('data:text/javascript,' + encodeURIComponent(code)))
  return new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject))
}
`,
  stubborn: `
export const activate = () => true
export function deactivate() { for (;;); }
`,
  loops_in_import: 'for (;;);\nexport const activate = () => true',
  loops_in_activate: 'export function activate() { for (;;); }',
  exits_in_activate: 'export const activate = () => process.exit(4)',
  other: 'export const activate = () => true\nexport const echo = value => value',
}

export function startGuests(
  t: Test,
  plugins: Readonly<Record<string, string>>,
  nodeOptions: readonly string[] = [],
) {
  const file = writeConfig(t, {
    plugins: { ...plugins, other: enabled },
    options: {
      main: { plugindirs: writePlugins(t, guests), required: 'other' },
      limits: { activateseconds: 3, stopseconds: 1 },
    },
  })
  return { file, agent: startProcess(t, ['-f', file], { nodeOptions }) }
}

export async function post(url: string, method: string, ...params: readonly unknown[]) {
  const headers = { authorization, 'content-type': 'application/json' }
  const response = await fetch(`${url}/rpc/${method}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(params),
  })
  return response.text()
}
