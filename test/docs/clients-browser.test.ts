import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { startBrowser, withoutBrowser } from '../browser.ts'
import { sections } from './fences.ts'
import { atHost, fileOf, parts, startListening } from './recipes.ts'

// On a busy machine a browser takes its time.
t.setTimeout(120_000)

const page = 'docs/clients/browser.md'

t.test(`${page} runs as it stands there`, { skip: withoutBrowser }, async t => {
  const site = await startSite(t)
  const main = { corsorigins: site.origin }
  const open = `127.0.0.1:${await startListening(t, main)}`
  const withLogin = `127.0.0.1:${await startListening(t, { ...main, requirelogin: 1 })}`
  const browser = await startBrowser(t)
  const run = new Set<string>()

  for (const { title, fences } of sections(page)) {
    for (const [index, fence] of fences.entries()) {
      const file = fileOf(fence)
      if (file === undefined) continue
      const text = atHost(fence.text, title === 'A login' ? withLogin : open)
      site.files.set(`/${file}`, text)
      const below = fences[index + 1]?.text ?? ''
      const context = await browser.newContext({ httpCredentials: { username: 'mmc', password: 's3cr3t' } })
      const tab = await context.newPage()
      if (file === 'own.js') {
        await tab.goto(`http://${open}/docs`)
        t.strictSame(await logged(tab, text), JSON.parse(below), title)
        run.add(title)
      } else if (fence.language === 'html') {
        await tab.goto(`${site.origin}/${file}`)
        t.equal(await shown(tab, below.trim()), below.trim(), title)
        run.add(title)
      }
      await context.close()
    }
  }
  // What a browser trusts is not for a page to say.
  const shownHere = parts.filter(part => part !== 'TLS')
  t.strictSame([...run], ["From the agent's own page", ...shownHere])
})

/** A web site with the files of the page. */
async function startSite(t: Test) {
  const files = new Map<string, string>()
  const server = createServer(({ url = '' }, response) => {
    response.setHeader('content-type', url.endsWith('.js') ? 'text/javascript' : 'text/html')
    response.end(files.get(url) ?? '')
  })
  t.teardown(() => server.close())
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  // A server that listens on a port has an address that is no string.
  return { files, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

/** What a script shows in the console. */
async function logged(tab: Page, script: string): Promise<unknown> {
  const [message] = await Promise.all([
    tab.waitForEvent('console'),
    tab.evaluate(`(async () => { ${script} })()`),
  ])
  return message.args()[0]?.jsonValue()
}

/** What a page shows when it shows what is expected, or after a time. */
async function shown(tab: Page, expected: string): Promise<string> {
  const body = tab.locator('body')
  await body
    .filter({ hasText: expected.split('\n').at(-1) ?? '' })
    .waitFor()
    .catch(() => {})
  return (await body.innerText()).trim()
}
