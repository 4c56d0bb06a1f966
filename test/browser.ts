import { type Browser, chromium } from 'playwright-core'
import type { Test } from 'tap'
import { missing } from './shell/missing.ts'

/** Why to skip a test in a real browser, or false to run it. */
export const withoutBrowser = missing('chromium')

/** It runs as root in a container, and asks nobody but the pages and the agent. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A browser that ends with the test. */
export async function startBrowser(t: Test): Promise<Browser> {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args })
  t.teardown(() => browser.close())
  return browser
}
