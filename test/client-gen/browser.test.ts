import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import t, { type Test } from 'tap'
import { describedMethods } from '../../src/cli/described-methods.ts'
import { clientText } from '../../src/client-gen/client-text.ts'
import { bundledPluginDir } from '../../src/config/agent-config.ts'
import { describePlugins } from '../../src/plugin-host/describe-plugins.ts'
import { startBrowser, withoutBrowser } from '../browser.ts'
import { fences } from '../docs/fences.ts'
import { credentials, enabled, root, startAgent } from '../helper.ts'
import { baseOptions } from '../plugins/base-agent.ts'
import { documentOf } from './documents.ts'
import { compile } from './type-script.ts'

const script = readFileSync(join(root, 'test/fixtures/clients/page.ts'), 'utf8')

const httpCredentials = { username: credentials.login, password: credentials.password }
const query = `user=${credentials.login}&password=${encodeURIComponent(credentials.password)}`
const seen = JSON.stringify([8003, true, 'ada', 'there is nobody to greet'])

t.test('a page uses a client', { skip: withoutBrowser }, async t => {
  const client = clientText(documentOf(describedMethods(await describePlugins(bundledPluginDir))))
  const { problems, read } = await compile(t, { 'client.ts': client, 'page.ts': script, 'page.html': html })
  t.equal(problems, '')
  // Another port is another site to the agent, and the same one to a browser's rules for cookies.
  const allowed = await servePages(t, read)
  const agent = await startListening(t, allowed)
  const browser = await startBrowser(t)

  await t.test('from where the agent is, with what the browser knows', async t => {
    t.equal(await textOf(browser, `${agent}/page.html`, read, { httpCredentials }), seen)
  })

  await t.test('with credentials of its own', async t => {
    t.equal(await textOf(browser, `${agent}/page.html?${query}`, read), seen)
  })

  await t.test('from another site that the agent allows', async t => {
    const url = `${allowed}/page.html?agent=${agent}&credentials=include&${query}`
    t.equal(await textOf(browser, url), seen)
  })

  await t.test('as docs/clients/typescript.md shows it', async t => {
    const open = await startListening(t, '', { requirelogin: 0 })
    const [page] = fences('docs/clients/typescript.md').filter(({ language }) => language === 'html')
    const shown = await textOf(
      browser,
      `${open}/page.html`,
      file => (file === 'page.html' ? (page?.text ?? '') : read('client.js')),
      {
        httpCredentials,
      },
    )
    t.equal(shown.split('\n').at(-1), 'Hello, Ada')
  })

  await t.test('and from one that it does not allow, says what is missing', async t => {
    const other = await servePages(t, read)
    const text = await textOf(browser, `${other}/page.html?agent=${agent}&${query}`)
    t.ok(text.startsWith(`no answer from ${agent}/jsonrpc: `), text)
    t.ok(text.endsWith(`; is ${other} in [main] corsorigins of the agent?`), text)
  })
})

type Read = (file: string) => string

const html = '<script type="module" src="page.js"></script><body>'

async function startListening(t: Test, corsorigins: string, more: Readonly<Record<string, number>> = {}) {
  const options = await baseOptions(t, { options: { main: { corsorigins, ...more } } })
  const { server } = await startAgent(t, { ...options, plugins: { ...options.plugins, example: enabled } })
  await server.listen({ host: '127.0.0.1', port: 0 })
  return urlOf(server.server)
}

/** A web server of its own for the page and its scripts. */
async function servePages(t: Test, read: Read) {
  const server = createServer(({ url = '' }, response) => {
    const { type, text } = fileAt(url, read)
    response.setHeader('content-type', type).end(text)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  return urlOf(server)
}

function urlOf(server: Server) {
  // A server that listens on a port has an address that is no string.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function fileAt(url: string, read: Read) {
  const file = /\w+\.js$/.exec(url)?.[0]
  if (file !== undefined) return { type: 'text/javascript', text: read(file) }
  return { type: 'text/html', text: read('page.html') }
}

/** What a page shows in the end. The agent serves no pages: what lies beside its doors is put there on the way. */
async function textOf(browser: Browser, url: string, beside?: Read, options: BrowserContextOptions = {}) {
  const context = await browser.newContext(options)
  const tab = await context.newPage()
  if (beside !== undefined) {
    await tab.route(/\/(page\.html|\w+\.js)(\?|$)/, route => {
      const { type, text } = fileAt(route.request().url(), beside)
      return route.fulfill({ contentType: type, body: text })
    })
  }
  await tab.goto(url)
  await tab.waitForFunction("document.body.textContent !== ''")
  const text = await tab.locator('body').textContent()
  await context.close()
  return text?.trim() ?? ''
}
