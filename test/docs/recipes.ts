import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Test } from 'tap'
import { enabled, startAgent, tempDir } from '../helper.ts'
import { baseOptions } from '../plugins/base-agent.ts'
import { type Fence, fences, sections } from './fences.ts'

/** What every page shows, and at what agent. */
export const parts = ['A first call', 'A login', 'An error', 'A batch', 'TLS'] as const

/** The agents that the pages are about, as docs/clients/README.md sets them up. */
export interface Agents {
  /** Host and port of the agent for a section, by its title. */
  readonly hostFor: (title: string) => string
  /** The certificate of the one that speaks TLS. */
  readonly certificate: string
}

/** Three agents, each listening on a port of its own: as shipped, with `requirelogin = 1`, and with TLS as documented. */
export async function startAgents(t: Test): Promise<Agents> {
  const files = await makeCertificate(t)
  const open = await startListening(t, {})
  const withLogin = await startListening(t, { requirelogin: 1 })
  const withTls = await startListening(t, { ...files, enablessl: 1 })
  const hosts: Readonly<Record<string, string>> = {
    'A login': `127.0.0.1:${withLogin}`,
    TLS: `localhost:${withTls}`,
  }
  return {
    hostFor: title => hosts[title] ?? `127.0.0.1:${open}`,
    certificate: readFileSync(files.cacert, 'utf8'),
  }
}

/** Starts an agent with the bundled plugins, the credentials of the pages and the user ada; returns its port. */
export async function startListening(
  t: Test,
  main: Readonly<Record<string, string | number>>,
): Promise<number> {
  const given = { main: { password: 's3cr3t', requirelogin: 0, ...main } }
  const options = await baseOptions(t, { options: given })
  const { server } = await startAgent(t, { ...options, plugins: { ...options.plugins, example: enabled } })
  await server.listen({ host: '127.0.0.1', port: 0 })
  // A server that listens on a port has an address that is no string.
  return (server.server.address() as AddressInfo).port
}

/** Makes key and certificate as docs/configuration.md says, for the name that this machine has for itself. */
async function makeCertificate(t: Test) {
  const command = fences('docs/configuration.md').find(({ text }) => text.startsWith('openssl'))?.text ?? ''
  const dir = tempDir(t)
  await promisify(execFile)('sh', ['-c', command.replaceAll('agent.example', 'localhost')], { cwd: dir })
  return { localcert: join(dir, 'localcert.pem'), cacert: join(dir, 'cacert.pem') }
}

/** What stands in a page about one agent, about another. */
export function atHost(text: string, host: string): string {
  return text.replaceAll(/127\.0\.0\.1:7080|agent\.example:7080/g, host)
}

/** The file that a block is to be saved in, which is named in the comment at its start. */
export function fileOf({ text }: Fence): string | undefined {
  return /^(?:<\?php\n)?(?:#|\/\/|<!--) ([a-z]+\.[a-z]+)(?: -->)?\n/.exec(text)?.[1]
}

/** The packages of Debian that a page says are needed. */
export function packagesOf(page: string): string[] {
  const [start] = sections(page)
  const install = start?.fences.find(({ text }) => text.startsWith('apt-get install'))?.text ?? ''
  return install.trim().split(' ').slice(2)
}
