import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { Test } from 'tap'
import { tempDir } from '../helper.ts'
import { missing } from '../shell/missing.ts'
import type { Certificate } from './certificates.ts'
import { type Entries, toLdif } from './ldif.ts'
import { freePort } from './loopback.ts'

/** For tap: why tests against slapd cannot run here, or false. On CI they must run, and fail if they cannot. */
export const skipWithoutSlapd = missing('/usr/sbin/slapd', 'slapd') || missing('openssl')

export const suffix = 'dc=test'
export const manager = { dn: `cn=admin,${suffix}`, password: 'secret of the manager' }

export interface SlapdOptions {
  readonly entries?: Entries
  /** The server's own certificate, and what it asks of clients. Without it, the server speaks no TLS. */
  readonly tls?: { readonly certificate: Certificate; readonly verifyClient?: 'never' | 'demand' }
  /** More lines of slapd.conf, before the database. */
  readonly more?: readonly string[]
}

export interface Slapd {
  readonly port: number
  /** Of ldaps. */
  readonly securePort: number
  stop(): Promise<void>
  /** On the same ports, with what was stored before. */
  start(): Promise<void>
  /**
   * Listens to the next connection: the function that comes waits for its end, and tells which requests it made, such as
   * `BIND cn=admin,dc=test`.
   */
  nextConversation(): Promise<() => Promise<string[]>>
}

/** Debian's real server with a small database, on free loopback ports until the test ends. */
export async function startSlapd(t: Test, options: SlapdOptions = {}): Promise<Slapd> {
  const dir = tempDir(t)
  const program = join(dir, 'slapd')
  // Where AppArmor knows slapd by its path, it may read and write its own folders only.
  copyFileSync('/usr/sbin/slapd', program)
  const conf = join(dir, 'slapd.conf')
  writeFileSync(conf, confText(dir, options))
  mkdirSync(join(dir, 'data'))
  writeFileSync(join(dir, 'data.ldif'), toLdif(options.entries ?? {}))
  execFileSync(program, ['-T', 'add', '-f', conf, '-l', join(dir, 'data.ldif')], { stdio: 'pipe' })

  let child: SlapdProcess | undefined
  let ports = { port: 0, securePort: 0 }
  let listeners: ((line: string) => void)[] = []
  const start = async () => {
    child = spawn(program, ['-f', conf, '-h', urls(ports, options), '-d', 'stats'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    createInterface(child.stderr).on('line', line => {
      for (const listener of listeners) listener(line)
    })
    return answers(child, ports.port)
  }
  const stop = async () => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    child.kill()
    await once(child, 'exit')
  }
  t.teardown(stop)

  // A port that was free a moment ago may be somebody else's by now: then slapd ends, and others are tried.
  for (let attempt = 0; ; attempt += 1) {
    ports = { port: await freePort(), securePort: await freePort() }
    if (await start()) break
    if (attempt === 5) throw new Error('slapd does not start')
  }
  return {
    ...ports,
    stop,
    async start() {
      if (!(await start())) throw new Error('slapd does not start again')
    },
    async nextConversation() {
      // slapd numbers its connections as it takes them, and its threads tell of them in any order: one of our own, known by
      // its port, says which number comes next.
      const mark = new Conversations()
      const conversations = new Conversations()
      listeners.push(mark.hear, conversations.hear)
      const number = await mark.ofOwn(ports.port)
      listeners = listeners.filter(listener => listener !== mark.hear)
      return async () => {
        const requests = await conversations.end(number + 1)
        listeners = listeners.filter(listener => listener !== conversations.hear)
        return requests
      }
    },
  }
}

/** What slapd tells of its connections, by their numbers. */
class Conversations {
  readonly #accepted = new Map<number, string>()
  readonly #closed = new Set<number>()
  readonly #requests = new Map<number, string[]>()
  #heard = () => {}

  readonly hear = (line: string) => {
    const [, id, rest = ''] = /\bconn=(\d+) (.*)$/.exec(line) ?? []
    if (id === undefined) return
    const number = Number(id)
    const [, port] = /ACCEPT from IP=\S+:(\d+) /.exec(rest) ?? []
    if (port !== undefined) this.#accepted.set(number, port)
    if (/\bclosed\b/.test(rest)) this.#closed.add(number)
    const request = requestLine
      .exec(rest)
      ?.slice(1)
      .filter(part => part !== undefined)
    if (request !== undefined) {
      this.#requests.set(number, [...(this.#requests.get(number) ?? []), request.join(' ')])
    }
    this.#heard()
  }

  /** Makes a connection, and finds out its number. */
  async ofOwn(port: number): Promise<number> {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    const own = String(socket.localPort)
    socket.destroy()
    const find = () => [...this.#accepted].find(([, port]) => port === own)?.[0]
    await this.#until(() => find() !== undefined)
    return find() ?? Number.NaN
  }

  /** The requests of a connection, once it is over. */
  async end(number: number): Promise<string[]> {
    await this.#until(() => this.#accepted.has(number) && this.#closed.has(number))
    return this.#requests.get(number) ?? []
  }

  async #until(isTrue: () => boolean) {
    while (!isTrue())
      await new Promise<void>(resolve => {
        this.#heard = resolve
      })
  }
}

/** Only the first line that slapd writes of a request. */
const requestLine = /^op=\d+ (?:(BIND) dn="([^"]*)" method|(SRCH) base="([^"]*)"|(UNBIND|STARTTLS)$)/

type SlapdProcess = ChildProcessByStdio<null, null, Readable>

/** Whether it takes connections before it ends. */
async function answers(child: SlapdProcess, port: number) {
  for (
    let attempt = 0;
    attempt < 100_000 && child.exitCode === null && child.signalCode === null;
    attempt += 1
  ) {
    const socket = connect(port, '127.0.0.1')
    try {
      await once(socket, 'connect')
      return true
    } catch {
      // Not yet: the refusal itself has given slapd some time.
    } finally {
      socket.destroy()
    }
  }
  return false
}

function urls({ port, securePort }: { port: number; securePort: number }, { tls }: SlapdOptions) {
  const plain = `ldap://127.0.0.1:${port}/`
  return tls === undefined ? plain : `${plain} ldaps://127.0.0.1:${securePort}/`
}

function confText(dir: string, { tls, more = [] }: SlapdOptions) {
  const lines = [
    ...['core', 'cosine', 'inetorgperson'].map(name => `include /etc/ldap/schema/${name}.schema`),
    `pidfile ${dir}/pid`,
    `argsfile ${dir}/args`,
    ...more,
  ]
  if (tls !== undefined) {
    lines.push(
      `TLSCACertificateFile ${tls.certificate.authority}`,
      `TLSCertificateFile ${tls.certificate.file}`,
      `TLSCertificateKeyFile ${tls.certificate.key}`,
      `TLSVerifyClient ${tls.verifyClient ?? 'never'}`,
    )
  }
  lines.push(
    'database ldif',
    `directory ${dir}/data`,
    `suffix ${suffix}`,
    `rootdn ${manager.dn}`,
    `rootpw "${manager.password}"`,
    'access to attrs=userPassword by anonymous auth by * none',
    'access to * by * read',
  )
  return `${lines.join('\n')}\n`
}

/** As slapd stores a password; to know it, somebody must bind. */
export function hashed(password: string): string {
  const salt = randomBytes(8)
  const hash = createHash('sha1').update(password).update(salt).digest()
  return `{SSHA}${Buffer.concat([hash, salt]).toString('base64')}`
}
