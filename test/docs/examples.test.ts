import { execFile } from 'node:child_process'
import { appendFileSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { mainFile, startProcess } from '../agent-process.ts'
import { alone, authorization, captureLog, enabled, root, startAgent, tempDir } from '../helper.ts'
import { fences } from './fences.ts'

const run = promisify(execFile)

/** The plugin that a page shows. */
function pluginOf(page: string, source: 'js' | 'ts'): string {
  const [plugin] = fences(page).filter(
    ({ language, text }) => language === source && /export (function|const) greet/.test(text),
  )
  if (plugin === undefined) throw new Error(`${page} shows no plugin`)
  return plugin.text
}

async function missing(program: string): Promise<string | false> {
  try {
    await run(program, ['--version'])
    return false
  } catch {
    if (process.env['CI']) throw new Error(`${program} must be there in CI: apt-get install ${program}`)
    return `${program} is not installed: apt-get install ${program}`
  }
}

/** The examples that call an agent: how they are known, and how they are run. */
const callers: readonly { language: string; has: string; command: (text: string) => [string, string[]] }[] = [
  { language: 'sh', has: 'curl', command: text => ['sh', ['-c', text]] },
  { language: 'js', has: 'fetch(', command: text => [process.execPath, ['--input-type=module', '-e', text]] },
  { language: 'python', has: 'ServerProxy', command: text => ['python3', ['-c', text]] },
]

const skip = (await missing('curl')) || (await missing('python3'))

t.test('the calls in the documents answer what stands below them', { skip }, async t => {
  const agent = startProcess(t, ['--port', '0'])
  const url = await agent.url()
  await agent.line(/"msg":"ready"/)
  let calls = 0
  for (const page of ['README.md', 'docs/jsonrpc.md', 'docs/xmlrpc.md']) {
    const blocks = fences(page)
    for (const [index, { language, text }] of blocks.entries()) {
      const caller = callers.find(caller => caller.language === language && text.includes(caller.has))
      if (caller === undefined) continue
      const { stdout } = await run(...caller.command(text.replaceAll('127.0.0.1:7080', new URL(url).host)))
      calls += 1
      if (text.includes('/health/')) t.match(JSON.parse(stdout), { status: 'pass', summary: { active: 2 } })
      else t.equal(compact(stdout), compact(blocks[index + 1]?.text ?? ''), `${page}: ${text}`)
    }
  }
  t.equal(calls, 9)
})

/** Without blanks, and with one kind of quotes: Python prints another than JSON. */
function compact(text: string) {
  return text.replaceAll(/\s/g, '').replaceAll("'", '"')
}

t.test('the commands in the documents print what stands below them', async t => {
  const agent = startProcess(t, ['--port', '0'])
  const { host } = new URL(await agent.url())
  await agent.line(/"msg":"ready"/)
  const env = { ...process.env, MMC_AGENT_URL: `http://${host}`, MMC_AGENT_CREDENTIALS: 'mmc:s3cr3t' }
  let commands = 0
  for (const page of ['README.md', 'docs/commands.md']) {
    const blocks = fences(page)
    for (const [index, { language, text }] of blocks.entries()) {
      if (language !== 'sh' || !/npx mmc-agent (methods|describe|call|plugins)/.test(text)) continue
      // Errors stand on a page as they stand on a terminal.
      const command = `${text.trim().replace('npx mmc-agent', `'${process.execPath}' '${mainFile}'`)} 2>&1 || true`
      const { stdout } = await run('sh', ['-c', command], { env })
      t.equal(stdout.replaceAll(host, '127.0.0.1:7080'), blocks[index + 1]?.text, `${page}: ${text}`)
      commands += 1
    }
  }
  t.equal(commands, 6)
})

t.test('docs/authentication.md logs in as it stands there', { skip }, async t => {
  const folder = tempDir(t)
  cpSync(join(root, 'config'), join(folder, 'config'), { recursive: true })
  const blocks = fences('docs/authentication.md')
  const [users = '', requireLogin = ''] = blocks
    .filter(({ language }) => language === 'ini')
    .map(({ text }) => text)
  appendFileSync(join(folder, 'config/plugins/base.ini.local'), users)
  appendFileSync(join(folder, 'config/agent.ini.local'), `[main]\n${requireLogin}`)

  const [passwd, ...calls] = blocks.filter(({ language }) => language === 'sh')
  const command = (passwd?.text ?? '').replace('npx mmc-agent', `'${process.execPath}' '${mainFile}'`)
  await run('sh', ['-c', `printf 'correct horse\\n' | ${command}`], { cwd: folder })
  const agent = startProcess(t, ['-f', join(folder, 'config/agent.ini'), '--port', '0'])
  const { host } = new URL(await agent.url())
  await agent.line(/"msg":"ready"/)
  t.equal(calls.length, 3)
  for (const call of calls) {
    const { stdout } = await run('sh', ['-c', call.text.replace('127.0.0.1:7080', host)], { cwd: folder })
    t.equal(compact(stdout), compact(blocks[blocks.indexOf(call) + 1]?.text ?? ''), call.text)
  }
})

t.test('the plugin of docs/authentication.md logs in as it stands there', async t => {
  const [plugin] = fences('docs/authentication.md').filter(({ language }) => language === 'js')
  const dir = tempDir(t)
  mkdirSync(join(dir, 'badges'))
  writeFileSync(join(dir, 'badges/index.js'), plugin?.text ?? '')
  const { log, lines } = captureLog()
  const app = await startAgent(t, {
    log,
    options: { main: { plugindirs: `bundled, ${dir}`, required: 'base', requirelogin: 1 } },
    plugins: {
      badges: enabled,
      base: '[authentication]\nmethod = badge\n[provisioning]\nmethod = greeting\n',
    },
  })
  const logIn = (password: string) =>
    app.server.inject({
      method: 'POST',
      url: '/rpc/base.ldapAuth',
      headers: { authorization },
      payload: ['ada', password],
    })
  t.equal((await logIn('badge of bob')).body, 'false')
  t.equal((await logIn('badge of ada')).body, 'true')
  t.ok(lines.some(({ msg }) => msg === 'ada is coming'))
})

/** An agent that serves a plugin of a directory as the README enables it. */
async function serveGreeter(t: Test, dir: string) {
  const [ini] = fences('README.md').filter(({ text }) => text.startsWith('[main]\ndisable'))
  return startAgent(t, {
    options: { main: { plugindirs: `bundled, ${dir}`, required: 'greeter' } },
    plugins: { greeter: ini?.text ?? '' },
  })
}

t.test('the plugin of README.md is built and works as it stands there', async t => {
  const dir = tempDir(t)
  mkdirSync(join(dir, 'greeter'))
  writeFileSync(join(dir, 'greeter/index.ts'), pluginOf('README.md', 'ts'))
  const [build] = fences('README.md').filter(({ text }) => text.includes('mmc-agent build'))
  await shell((build?.text ?? '').replace('/srv/mmc', dir), dir)
  const method = (await serveGreeter(t, dir)).registry.resolve('greeter.greet')
  t.equal(method.invoke(['Ada'], alone), 'Hello, Ada')
  t.match(method, { documentation: { summary: 'Greets somebody, in capitals if `loud`.' } })

  const blocks = fences('docs/plugins.md')
  const index = blocks.findIndex(({ text }) => text.includes('mmc-agent build'))
  t.equal(await shell(blocks[index]?.text ?? '', dir), blocks[index + 1]?.text)
})

/** Runs a command of a page with this agent in place of an installed one. */
async function shell(command: string, cwd: string): Promise<string> {
  const text = command.replace('npx mmc-agent', `'${process.execPath}' '${mainFile}'`)
  return (await run('sh', ['-c', text], { cwd })).stdout
}

t.test('the plugin of docs/plugins.md works as it stands there', async t => {
  const dir = tempDir(t)
  mkdirSync(join(dir, 'greeter'))
  writeFileSync(join(dir, 'greeter/index.js'), pluginOf('docs/plugins.md', 'js'))
  const { registry } = await serveGreeter(t, dir)
  t.equal(registry.resolve('greeter.greet').invoke(['Ada'], alone), 'Hello, Ada')
})

t.test('the script of docs/plugins.md runs without an agent and prints what stands below it', async t => {
  const blocks = fences('docs/plugins.md')
  const index = blocks.findIndex(({ text }) => text.includes('mmc-agent/testing'))
  const script = blocks[index]?.text ?? ''
  t.ok(script.trimEnd().split('\n').length <= 12)
  const file = join(root, 'dist/example-script.mjs')
  t.teardown(() => rmSync(file))
  // Beside the package, where the documentation puts it, is a folder up from the compiled files.
  writeFileSync(file, script.replace("'./dist/", `'${root}dist/`))
  const { stdout } = await run(process.execPath, [file])
  t.equal(stdout, blocks[index + 1]?.text)
})

t.test('the sample of docs/health.md has the shape of a live answer', async t => {
  const [sample] = fences('docs/health.md').filter(({ language }) => language === 'json')
  const documented = JSON.parse(sample?.text ?? '')
  const { server, host } = await startAgent(t, {
    plugins: {
      good: '[main]\ndisable = 0',
      declines: '[main]\ndisable = 0',
      late_rejection: '[main]\ndisable = 0',
      throws_on_import: '[main]\ndisable = 0',
    },
  })
  await host.quarantine('late_rejection', 'it has done harm', new Date())
  const live = (await server.inject('/health/plugins')).json()
  t.strictSame(Object.keys(documented), Object.keys(live))
  t.strictSame(Object.keys(documented.summary), Object.keys(live.summary))
  t.equal(documented.version, live.version)
  for (const plugin of documented.plugins) {
    // One of the live plugins in the same state, with or without health.
    const twin =
      live.plugins.find(
        (other: { state: string; health: unknown }) =>
          other.state === plugin.state && (other.health === null) === (plugin.health === null),
      ) ?? live.plugins.find((other: { state: string }) => other.state === plugin.state)
    t.strictSame(Object.keys(plugin), Object.keys(twin), plugin.name)
    t.equal(plugin.status, plugin.health?.status ?? twin.status, plugin.name)
    t.equal(plugin.phase, twin.phase, plugin.name)
    t.strictSame(Object.keys(plugin.timingsMs), Object.keys(twin.timingsMs), plugin.name)
  }
  const counts = Object.entries(documented.summary).map(([state, count]) => [
    state,
    count,
    documented.plugins.filter((plugin: { state: string }) => plugin.state === state).length,
  ])
  for (const [state, count, found] of counts) t.equal(count, found, String(state))
})
