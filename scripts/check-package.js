// Packs the agent, installs the package into an empty folder as a user would, and lets it answer a call there.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const folder = mkdtempSync(join(tmpdir(), 'mmc-agent-package-'))
const npm = (args, cwd) =>
  execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })

try {
  const [{ filename }] = JSON.parse(
    npm(['pack', '--json', '--silent', '--pack-destination', folder], process.cwd()),
  )
  npm(['init', '--yes'], folder)
  npm(['install', '--no-audit', '--no-fund', join(folder, filename)], folder)
  const answer = await callInstalled()
  const isRight = answer === '["base","example"]'
  process.stdout.write(
    `${isRight ? 'ok' : 'not ok'} - the installed package answers base.getModList with ${answer}\n`,
  )
  process.stdout.write(`# { total: 1, pass: ${isRight ? 1 : 0}, fail: ${isRight ? 0 : 1} }\n`)
  process.exitCode = isRight ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function callInstalled() {
  const agent = spawn('npx', ['mmc-agent', '--port', '0'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  })
  try {
    const url = await ready(agent)
    const response = await fetch(`${url}/rpc/base.getModList`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from('mmc:s3cr3t').toString('base64')}` },
    })
    return await response.text()
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
