import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo, Server } from 'node:net'
import { join } from 'node:path'
import type { BrowserContext } from 'playwright-core'
import t, { type Test } from 'tap'
import { startBrowser, withoutBrowser } from '../browser.ts'
import { authorization, captureLog, enabled, root, startAgent } from '../helper.ts'
import { baseOptions } from '../plugins/base-agent.ts'

const page = readFileSync(join(root, 'test/logins/pages/index.html'))

const logIn = ['base.ldapAuth', ['ada', 'correct horse']] as const
const whoami = ['example.whoami', []] as const

/** A browser tells a page no more than that. */
const failed = { error: 'TypeError: Failed to fetch' }

t.test('a page logs in over JSON-RPC where its origin is allowed', { skip: withoutBrowser }, async t => {
  const [allowed, foreign] = [await startSite(t), await startSite(t)]
  const { agent, loggedIn } = await startListening(t, allowed)
  const browser = await startBrowser(t)

  await t.test('a page of another origin can do nothing', async t => {
    const context = await browser.newContext()
    t.strictSame(await visit(context, foreign, agent, [logIn, whoami]), [failed, failed])
    t.strictSame(loggedIn(), [])
    t.strictSame(await context.cookies(), [])
  })

  await t.test('the allowed page logs in, and its next call is of that user', async t => {
    const context = await browser.newContext()
    t.strictSame(await visit(context, allowed, agent, [whoami, logIn, whoami]), [
      { fault: 8003 },
      { result: true },
      { result: { user: 'ada', door: 'jsonrpc', address: '127.0.0.1' } },
    ])
    t.match(loggedIn(), [{ user: 'ada' }])
    t.match(await context.cookies(), [{ name: 'TWISTED_SESSION', httpOnly: true, sameSite: 'Lax' }])

    const later = await visit(context, allowed, agent, [whoami])
    t.match(later, [{ result: { user: 'ada' } }], 'also after a reload')
    // Cookies know no ports: the browser would send it from there too.
    const elsewhere = await visit(context, foreign, agent, [whoami, ['base.logout', []]])
    t.strictSame(elsewhere, [failed, failed], 'a page of another origin has nothing of the session')
    t.match(await visit(context, allowed, agent, [whoami]), [{ result: { user: 'ada' } }])
  })
})

/** A web site with the page. */
async function startSite(t: Test): Promise<string> {
  const site = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html')
    response.end(page)
  })
  t.teardown(() => site.close())
  await new Promise<void>(resolve => site.listen(0, '127.0.0.1', resolve))
  return addressOf(site)
}

async function startListening(t: Test, corsorigins: string) {
  const { log, lines } = captureLog()
  const options = await baseOptions(t, { options: { main: { corsorigins } }, log })
  const { server } = await startAgent(t, { ...options, plugins: { ...options.plugins, example: enabled } })
  await server.listen({ host: '127.0.0.1', port: 0 })
  const loggedIn = () => lines.filter(({ msg }) => msg === 'a user logged in')
  return { agent: addressOf(server.server), loggedIn }
}

function addressOf(server: Server) {
  // A server that listens on a port has an address that is no string.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Opens the page in a tab of its own, and returns what it shows of its calls. */
async function visit(
  context: BrowserContext,
  site: string,
  agent: string,
  calls: readonly (readonly [method: string, params: readonly string[]])[],
): Promise<unknown> {
  const tab = await context.newPage()
  await tab.goto(`${site}/#${encodeURIComponent(JSON.stringify({ agent, authorization, calls }))}`)
  const outcomes = await tab.locator('#outcomes:not(:empty)').textContent()
  await tab.close()
  return JSON.parse(outcomes ?? '')
}
