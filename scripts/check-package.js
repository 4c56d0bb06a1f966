// Packs the agent, installs the package into an empty folder as a user would, and uses it there.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const folder = mkdtempSync(join(tmpdir(), 'mmc-agent-package-'))
const npm = (args, cwd) =>
  execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })

const checks = []
const check = (words, isRight, found) => checks.push({ words, isRight, found })

try {
  const [{ filename }] = JSON.parse(
    npm(['pack', '--json', '--silent', '--pack-destination', folder], process.cwd()),
  )
  npm(['init', '--yes'], folder)
  npm(['install', '--no-audit', '--no-fund', join(folder, filename)], folder)
  buildPlugin()
  writeClient()
  await withAgent(async get => {
    const modules = await get('/rpc/base.getModList', { method: 'POST' })
    check('answers a call', modules === '["base","example"]', modules)
    const script = await get('/docs/swagger-ui.js')
    check('serves the scripts of its page', script.length > 1_000_000, `${script.length} bytes`)
  })
} finally {
  rmSync(folder, { recursive: true, force: true })
}
for (const [index, { words, isRight, found }] of checks.entries()) {
  process.stdout.write(
    `${isRight ? 'ok' : 'not ok'} ${index + 1} - the installed package ${words}: ${found}\n`,
  )
}
const pass = checks.filter(({ isRight }) => isRight).length
process.stdout.write(`# { total: ${checks.length}, pass: ${pass}, fail: ${checks.length - pass} }\n`)
process.exitCode = pass === 4 ? 0 : 1

/** Its text is made of sources that must be in the package. */
function writeClient() {
  const args = ['mmc-agent', 'client', '--out', '-', '--plugin', 'bundled', 'plugins/greeter']
  const text = execFileSync('npx', args, { cwd: folder, encoding: 'utf8' })
  const isWhole = text.includes('who(): Promise<string>') && text.includes('export function connect(')
  check('writes a client', isWhole, `${text.length} characters`)
}

/** As an author would, with nothing but the package. */
function buildPlugin() {
  const plugin = join(folder, 'plugins', 'greeter')
  mkdirSync(plugin, { recursive: true })
  // npm's own package.json says CommonJS.
  writeFileSync(join(plugin, 'package.json'), '{ "type": "module" }\n')
  writeFileSync(
    join(plugin, 'index.ts'),
    `import { currentCall, type Integer } from 'mmc-agent'
export const getVersion = (): string => '1.0.0'
export const getApiVersion = (): string => '1:0:0'
export const getRevision = (): Integer => 1
export const activate = (): boolean => true
export const who = (): string => currentCall().session.user ?? 'nobody'
`,
  )
  const said = execFileSync('npx', ['mmc-agent', 'build', 'plugins/greeter'], {
    cwd: folder,
    encoding: 'utf8',
  })
  const { methods } = JSON.parse(readFileSync(join(plugin, 'methods.json'), 'utf8'))
  check('builds a plugin', methods.who?.result.schema.type === 'string', said.trim())
}

async function withAgent(use) {
  const agent = spawn('npx', ['mmc-agent', '--port', '0'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  })
  try {
    const url = await ready(agent)
    const authorization = `Basic ${Buffer.from('mmc:s3cr3t').toString('base64')}`
    await use(async (path, options = {}) =>
      (await fetch(`${url}${path}`, { headers: { authorization }, ...options })).text(),
    )
  } finally {
    // npx stands between: the whole group ends.
    process.kill(-Number(agent.pid), 'SIGTERM')
    await once(agent, 'close')
  }
}

async function ready(agent) {
  let url = ''
  for await (const line of createInterface(agent.stderr)) {
    url = /listens on (http:[^\s"]+)/.exec(line)?.[1] ?? url
    if (line.includes('"msg":"ready"')) return url
  }
  throw new Error('the installed agent ended before it was ready')
}
