import { spawnSync } from 'node:child_process'

/** A program in test/logins/clients that logs in and calls, and how that looks on the wire. */
export interface Client {
  readonly name: string
  /** Where its program is, and where its command runs. */
  readonly folder: string
  /** Of Debian. */
  readonly packages: readonly string[]
  readonly run: readonly [command: string, ...args: string[]]
  /** Shell command that fails where something is not installed. */
  readonly probe: string
  /** Path and HTTP version of its requests. */
  readonly sends: readonly [path: string, version: string]
  /** How often its requests hold the agent's credentials. */
  readonly credentials: number
  /** The `Cookie` of a request in a session; id as `TWISTED_SESSION=0123`. */
  readonly cookie: (session: string) => string
  /** Headers of a login, besides. */
  readonly loginHeaders: Readonly<Record<string, string>>
}

export const webInterface: Client = {
  name: 'A client that looks like the MMC web interface',
  folder: 'php',
  packages: ['php-cli', 'php-xmlrpc'],
  run: ['php', 'mmc_web.php'],
  probe: `php -r 'exit(function_exists("xmlrpc_encode_request") && extension_loaded("openssl") ? 0 : 1);'`,
  sends: ['/', '1.0'],
  credentials: 1,
  cookie: session => session,
  // It has dropped its cookie, and says so.
  loginHeaders: { 'x-browser-ip': '192.0.2.7', 'x-browser-hostname': 'desk.example', cookie: '' },
}

const python = { folder: 'python', packages: ['python3'], probe: 'python3 -c "import xmlrpc.client"' }

export const clients: readonly Client[] = [
  webInterface,
  {
    ...python,
    name: 'A client that looks like mmc.client.sync',
    run: ['python3', '-B', 'mmc_sync.py'],
    sends: ['/RPC2', '1.1'],
    credentials: 2,
    cookie: session => session,
    loginHeaders: {},
  },
  {
    ...python,
    name: 'A client that looks like mmc.client.async',
    run: ['python3', '-B', 'mmc_async.py'],
    sends: ['/XMLRPC', '1.0'],
    credentials: 1,
    cookie: session => `${session};`,
    loginHeaders: {},
  },
]

/** For tap: why a client cannot run here, or false. On a build server it runs in any case, and fails. */
export function missing({ name, probe, packages }: Client): string | false {
  if (process.env['CI'] !== undefined) return false
  if (spawnSync('sh', ['-c', probe]).status === 0) return false
  return `${name} is missing: apt-get install ${packages.join(' ')}`
}
