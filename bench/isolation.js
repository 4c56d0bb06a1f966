// node bench/isolation.js: what it costs to run a plugin in a worker thread of its own. README.md says how to read it.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PluginHost } from '../dist/src/plugin-host/plugin-host.js'
import { Dispatcher } from '../dist/src/rpc/dispatcher.js'
import { MethodRegistry } from '../dist/src/rpc/method-registry.js'
import { payloads } from './payloads.js'

const rounds = 5
const isolatedPlugins = 5
const callsAtOnce = 20

const source = `
export const getVersion = () => '1.0.0'
export const getApiVersion = () => '1:0:0'
export const getRevision = () => 1
export const activate = () => true
export const echo = async value => value
`

const folder = mkdtempSync(join(tmpdir(), 'mmc-agent-bench-'))
try {
  await main()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function main() {
  process.stdout.write(`Node ${process.version} on ${process.platform} ${process.arch}\n\n`)
  const inside = await startHost('inside', 1, false)
  const before = process.memoryUsage().rss
  const isolated = await startHost('isolated', isolatedPlugins, true)
  const memory = (process.memoryUsage().rss - before) / isolatedPlugins / 2 ** 20
  process.stdout.write(`memory of an isolated plugin: ${memory.toFixed(1)} MB\n`)
  process.stdout.write(
    `its import: ${isolated.importMs} ms, beside ${inside.importMs} ms in the agent's own thread\n`,
  )
  for (const atOnce of [1, callsAtOnce]) {
    process.stdout.write(
      `\n${counted(atOnce)} at once\n\n${line('', ['CPU µs', 'isolated', 'ratio', 'wait µs', 'isolated'])}`,
    )
    for (const { name, value, calls } of payloads) {
      process.stdout.write(line(name, await compare(value, calls, atOnce, inside, isolated)))
    }
  }
  await inside.host.stop()
  await isolated.host.stop()
}

async function startHost(kind, count, isIsolated) {
  const names = Array.from({ length: count }, (_, index) => `${kind}${index}`)
  const dirs = { plugins: join(folder, kind), ini: join(folder, `${kind}-ini`) }
  for (const dir of Object.values(dirs)) mkdirSync(dir)
  for (const name of names) {
    mkdirSync(join(dirs.plugins, name))
    writeFileSync(join(dirs.plugins, name, 'index.js'), source)
    writeFileSync(join(dirs.plugins, name, 'package.json'), '{ "type": "module" }')
    writeFileSync(join(dirs.ini, `${name}.ini`), `[main]\ndisable = 0\nisolate = ${isIsolated ? 1 : 0}\n`)
  }
  const registry = new MethodRegistry()
  const log = {
    debug() {},
    info() {},
    warn() {},
    error: line => process.stderr.write(`${line}\n`),
    child: () => log,
  }
  const host = new PluginHost({
    pluginDirs: [dirs.plugins],
    pluginConfDir: dirs.ini,
    required: names,
    activateTimeoutMs: 30_000,
    healthTimeoutMs: 5000,
    maxDepth: 64,
    nil: false,
    bigint: 'double',
    registry,
    log,
    call: () => Promise.reject(new Error('nobody calls here')),
  })
  await host.load()
  await host.activate()
  const dispatcher = new Dispatcher({
    registry,
    requireLogin: false,
    callTimeoutMs: 60_000,
    maxRunningCalls: 1000,
    maxDepth: 64,
  })
  dispatcher.open()
  const context = {
    door: 'jsonrpc',
    session: { user: 'ada', hasChanged: false },
    attempts: { begin() {}, succeeded() {} },
    rights: 'caller',
    depth: 0,
    clientAddress: '127.0.0.1',
    requestId: 'bench',
    log,
    check: () => undefined,
  }
  const importMs = median(names.map(name => host.report(name).timingsMs.import))
  const call = async value => {
    const { signal } = new AbortController()
    const outcome = await dispatcher.dispatch(
      { method: `${kind}0.echo`, params: [value] },
      { ...context, signal },
    )
    if ('fault' in outcome) throw outcome.fault
  }
  return { host, importMs, call }
}

function counted(calls) {
  return calls === 1 ? '1 call' : `${calls} calls`
}

function line(name, columns) {
  return `${name.padEnd(8)}${columns.map(column => column.padStart(12)).join('')}\n`
}

async function compare(value, calls, atOnce, inside, isolated) {
  const measured = []
  for (let round = -2; round < rounds; round += 1) {
    const pair = [await measure(inside, value, calls, atOnce), await measure(isolated, value, calls, atOnce)]
    if (round >= 0) measured.push(pair)
  }
  const column = pick => median(measured.map(pick)).toFixed(1)
  return [
    column(([{ cpu }]) => cpu),
    column(([, { cpu }]) => cpu),
    column(([{ cpu: first }, { cpu: second }]) => second / first),
    column(([{ wait }]) => wait),
    column(([, { wait }]) => wait),
  ]
}

/** In µs for each call: the CPU time of all threads, and how long it took to answer. */
async function measure({ call }, value, calls, atOnce) {
  const cpu = process.cpuUsage()
  const begun = performance.now()
  let left = calls
  const caller = async () => {
    while (left > 0) {
      left -= 1
      await call(value)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, caller))
  const wait = ((performance.now() - begun) * 1000 * atOnce) / calls
  const { user, system } = process.cpuUsage(cpu)
  return { cpu: (user + system) / calls, wait }
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
}
