import { writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { BrowserContextOptions, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { startBrowser, withoutBrowser } from '../browser.ts'
import { selfSigned, withoutOpenssl } from '../certificates.ts'
import { type AgentOptions, credentials, enabled, root, startAgent, tempDir } from '../helper.ts'
import { baseOptions } from '../plugins/base-agent.ts'

/** Kept by the build server, and looked at by people. */
const screenshots = join(root, 'screenshots')

const context: BrowserContextOptions = {
  viewport: { width: 1200, height: 900 },
  httpCredentials: { username: credentials.login, password: credentials.password },
}

t.test('the page of the methods in a browser', { skip: withoutBrowser }, async t => {
  const main = { plugindirs: 'bundled', required: 'example' }
  const agent = await startListening(t, { options: { main }, plugins: { example: enabled } })
  const browser = await startBrowser(t)
  const tab = await (await browser.newContext(context)).newPage()
  const seen = await watch(tab)
  const search = tab.getByRole('searchbox', { name: 'Search' })
  const hits = tab.locator('.opblock')

  await t.test('shows every method, each under its plugin', async t => {
    await tab.goto(`${agent}/docs`)
    await hits.first().waitFor()
    t.equal(await tab.title(), 'Methods of the MMC agent')
    const owners = await tab.locator('.opblock-tag a.nostyle').allTextContents()
    t.ok(
      ['example', 'system'].every(owner => owners.includes(owner)),
      owners.join(', '),
    )
    const { paths } = await (await tab.request.get(`${agent}/openapi.json`)).json()
    t.equal(await hits.count(), Object.keys(paths).length)
    t.equal(await tab.getByRole('status').textContent(), `${Object.keys(paths).length} entries`)
    await shoot(tab, 'docs-1-all')
  })

  await t.test('finds methods by their names and by words of their descriptions, in any order', async t => {
    await search.fill('HELP system')
    t.match(await pathsOf(tab), ['/rpc/system.methodHelp'])
    await search.fill('several calls')
    t.match(await pathsOf(tab), ['/rpc/system.multicall'])
    await search.fill('func')
    t.strictSame(await pathsOf(tab), ['/rpc/example.func1', '/rpc/example.func2'])
    await shoot(tab, 'docs-2-found')
    await search.fill('no such method')
    t.equal(await hits.count(), 0)
    t.match(await tab.getByRole('status').textContent(), /^none of \d+ entries$/)
    t.notMatch(await tab.locator('main').textContent(), 'No operations', 'the document is not empty')
    await shoot(tab, 'docs-3-nothing-found')
    await search.fill('')
    t.match(await tab.getByRole('status').textContent(), /^\d+ entries$/)
  })

  await t.test('tells what a method does and takes, by the keyboard alone', async t => {
    await tab.reload()
    await hits.first().waitFor()
    await tabTo(tab, '#search')
    await tab.keyboard.type('several calls')
    await tabTo(tab, '.opblock-summary-control')
    await tab.keyboard.press('Enter')
    await tab.getByText('Request body').waitFor()
    t.match(await hits.innerText(), /Makes several calls in order/)

    await search.fill('func1')
    await tabTo(tab, '.opblock-summary-control')
    await tab.keyboard.press('Enter')
    await tab.getByText('Request body').waitFor()
    await tabTo(tab, '[role=tab][data-name=model]')
    await tab.keyboard.press('Enter')
    const words = await hits.innerText()
    t.match(words, /\bname\b.*\bloud\b/s, 'its parameters')
    t.notMatch(words, /Authorize|No parameters|No links/, 'and nothing that means nothing here')
    await shoot(tab, 'docs-4-method')
  })

  await t.test('calls it and shows what it answers', async t => {
    t.equal(await tryCall(tab, '{ "name": "Ada", "loud": true }'), '200: "HELLO, ADA"')
    await shoot(tab, 'docs-5-answered')
  })

  await t.test('shows the error where a call fails', async t => {
    t.strictSame(seen.errors(), [])
    const answer = await tryCall(tab, '{ "name": "" }')
    t.match(answer, /^422: .*"code": -32500.*"message": "there is nobody to greet"/s)
    await shoot(tab, 'docs-6-failed')
    t.match(await tryCall(tab, '{ "nam": "Ada" }'), /^400: .*"code": -32602.*'nam'/s)
    t.equal(seen.errors().length, 2, 'a browser notes such answers itself')
    t.match(seen.errors(), [/status of 422/, /status of 400/])
  })

  await t.test('asks nobody but the agent, and could ask nobody else', async t => {
    t.ok(seen.requests.length > 8)
    for (const url of seen.requests) t.ok(url.startsWith(`${agent}/`), url)
    t.strictSame(seen.violations, [])

    await tab.evaluate("fetch('http://127.0.0.1:9/').catch(() => 'refused')")
    await tab.evaluate("document.body.append(document.createElement('style'))")
    await tab.evaluate("document.querySelector('style').append('p { color: red }')")
    t.match(seen.violations, ['connect-src http://127.0.0.1:9/', 'style-src-elem inline'])
  })
})

t.test(
  'over TLS, and where logins are required, the page keeps the session of a login',
  { skip: withoutBrowser || withoutOpenssl },
  async t => {
    const { key, certificate } = selfSigned(t, 'agent')
    const dir = tempDir(t)
    const [localcert, cacert] = [join(dir, 'key.pem'), join(dir, 'certificate.pem')]
    writeFileSync(localcert, key, { mode: 0o600 })
    writeFileSync(cacert, certificate)
    const main = { enablessl: 1, verifypeer: 0, localcert, cacert }
    const options = await baseOptions(t, { options: { main } })
    const agent = await startListening(t, { ...options, plugins: { ...options.plugins, example: enabled } })
    const browser = await startBrowser(t)
    const tab = await (await browser.newContext({ ...context, ignoreHTTPSErrors: true })).newPage()
    const seen = await watch(tab)

    await tab.goto(`${agent}/docs/`)
    await open(tab, 'example.whoami')
    t.match(await tryCall(tab), /^403: .*8003/s)
    await open(tab, 'base.ldapAuth')
    t.equal(await tryCall(tab, '["ada", "correct horse"]'), '200: true')
    await open(tab, 'example.whoami')
    t.match(await tryCall(tab), /^200: .*"user": "ada"/s)

    for (const url of seen.requests) t.ok(url.startsWith(`${agent}/`), url)
    t.match(seen.errors(), [/status of 403/])
    t.strictSame(seen.violations, [])
  },
)

async function startListening(t: Test, options: AgentOptions) {
  const { server, config } = await startAgent(t, options)
  await server.listen({ host: '127.0.0.1', port: 0 })
  // A server that listens on a port has an address that is no string.
  const { port } = server.server.address() as AddressInfo
  return `${config.tls ? 'https' : 'http'}://127.0.0.1:${port}`
}

/** Records what a page asks for, what its policy stops, and what its scripts complain of. */
async function watch(tab: Page) {
  const requests: string[] = []
  const violations: string[] = []
  const errors: string[] = []
  tab.on('request', request => requests.push(request.url()))
  tab.on('pageerror', error => errors.push(String(error)))
  tab.on('console', message => {
    if (['error', 'warning'].includes(message.type())) errors.push(message.text())
  })
  await tab.exposeFunction('recordViolation', (text: string) => violations.push(text))
  await tab.addInitScript(
    "addEventListener('securitypolicyviolation', event => recordViolation(event.effectiveDirective + ' ' + event.blockedURI))",
  )
  return { requests, violations, errors: () => errors }
}

function pathsOf(tab: Page) {
  return (
    tab
      .locator('.opblock-summary-path')
      .allTextContents()
      // Between the parts of a long path stands what lets it break there.
      .then(paths => paths.map(path => path.replaceAll('\u200b', '')))
  )
}

/** Moves the focus as a keyboard does. */
async function tabTo(tab: Page, selector: string) {
  for (let steps = 0; steps < 20; steps += 1) {
    await tab.keyboard.press('Tab')
    if ((await tab.locator(`${selector}:focus`).count()) === 1) return
  }
  throw new Error(`the keyboard does not reach ${selector}`)
}

/** Finds a method and shows no other, with its form. */
async function open(tab: Page, method: string) {
  await tab.reload()
  await tab.getByRole('searchbox', { name: 'Search' }).fill(method)
  await tab.locator('.opblock-summary-control').click()
}

/** Presses Execute in the open method, and returns the status and the body of the answer. */
async function tryCall(tab: Page, body?: string) {
  if (body !== undefined) {
    await tab.getByRole('tab', { name: 'Edit Value' }).click()
    await tab.locator('.body-param__text').fill(body)
  }
  const [response] = await Promise.all([
    tab.waitForResponse(/\/rpc\//),
    tab.getByRole('button', { name: 'Execute' }).click(),
  ])
  const shown = tab.locator('.live-responses-table .response').first()
  await shown.locator('.response-col_status', { hasText: String(response.status()) }).waitFor()
  const text = await shown.locator('.highlight-code code').first().textContent()
  return `${response.status()}: ${text}`
}

function shoot(tab: Page, name: string) {
  return tab.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true, animations: 'disabled' })
}
