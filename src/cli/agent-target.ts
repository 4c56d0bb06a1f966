import type { RequestOptions } from 'node:https'
import { checkServerIdentity } from 'node:tls'
import { loadAgentConfig } from '../config/agent-config.ts'
import type { TlsFile, TlsFiles } from '../config/tls-files.ts'
import { MMC_ERR_USAGE } from '../errors.ts'
import { pem, readCertificates, readKey } from '../http/pem-files.ts'
import { findCredentials } from './credentials.ts'
import type { AgentOptions, ConnectionOptions } from './options.ts'
import type { Terminal } from './read-password.ts'

/** Where an agent listens, and what a request to it is made with. */
export interface AgentTarget {
  /** Without a slash at its end. */
  readonly url: string
  readonly options: RequestOptions
  /** What its credentials, and of a file its address too, are from, for messages. */
  readonly source: string
  readonly isOfFile: boolean
}

/**
 * The agent that runs with a configuration file, with the credentials in it.
 *
 * @throws AgentError when the configuration or a TLS file is wrong
 */
export async function targetOfFile(options: AgentOptions): Promise<AgentTarget> {
  const { tls, host, port, socket, login, password, file } = loadAgentConfig(options.inifile, options)
  const place = socket === undefined ? `${reachable(host)}:${port}` : 'localhost'
  return {
    url: `${tls ? 'https' : 'http'}://${place}`,
    options: {
      auth: `${login}:${password}`,
      ...(socket !== undefined && { socketPath: socket }),
      ...(tls && (await trusting(tls))),
    },
    source: tls ? `${file} and ${tls.certificate.path}` : file,
    isOfFile: true,
  }
}

/** An address to connect to, for one that means all addresses. */
function reachable(host: string) {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}

/**
 * Trusts the very certificate that the configuration names, and no other. So its name need not be that of the
 * address, and no CA can vouch for somebody else.
 */
async function trusting(files: TlsFiles): Promise<RequestOptions> {
  const own = await readCertificates(files.certificate)
  return {
    minVersion: 'TLSv1.2',
    ca: pem([own[0]]),
    allowPartialTrustChain: true,
    checkServerIdentity: (_host, shown) =>
      shown.fingerprint256 === own[0].fingerprint256 ? undefined : new Error('it shows another certificate'),
    ...(files.clientCa && {
      key: (await readKey(files.key)).export({ type: 'pkcs8', format: 'pem' }),
      cert: pem(own),
    }),
  }
}

/**
 * The agent at a URL, with credentials from a file, the environment or the terminal.
 *
 * @throws AgentError when the URL, the credentials or a TLS file will not do
 */
export async function targetOfUrl(
  text: string,
  options: Omit<ConnectionOptions, 'url'>,
  terminal: Terminal,
): Promise<AgentTarget> {
  const url = readUrl(text)
  const tls = await tlsOptions(options, url)
  const { login, password, source } = await findCredentials(url, options.credentials, terminal)
  return { url, options: { auth: `${login}:${password}`, ...tls }, source, isOfFile: false }
}

function readUrl(text: string) {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url !== undefined && (url.username !== '' || url.password !== '')) {
    // Not shown: that is what it is about.
    throw MMC_ERR_USAGE(
      'the URL holds credentials, which every user of this machine can see in the list of processes; take them out, and use --credentials FILE or MMC_AGENT_CREDENTIALS',
    )
  }
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') {
    throw MMC_ERR_USAGE(`'${text}' is no URL of an agent, such as https://host:7080`)
  }
  return url.href.replace(/\/+$/, '')
}

async function tlsOptions({ cacert, cert, key }: ConnectionFiles, url: string): Promise<RequestOptions> {
  const given = Object.entries({ cacert, cert, key }).find(([, path]) => path !== undefined)
  if (url.startsWith('http:')) {
    if (given === undefined) return {}
    throw MMC_ERR_USAGE(`--${given[0]} is for TLS, and ${url} is without: write https`)
  }
  if (key !== undefined && cert === undefined) throw MMC_ERR_USAGE('--key is the private key of --cert')
  return {
    minVersion: 'TLSv1.2',
    ...(cacert !== undefined && (await trustingOnly(file('--cacert', cacert, 'the certificate to trust')))),
    ...(cert !== undefined && {
      cert: pem(await readCertificates(file('--cert', cert, 'the certificate to show'))),
      key: (
        await readKey(file(key === undefined ? '--cert' : '--key', key ?? cert, 'its private key'))
      ).export({
        type: 'pkcs8',
        format: 'pem',
      }),
    }),
  }
}

type ConnectionFiles = Pick<ConnectionOptions, 'cacert' | 'cert' | 'key'>

function file(option: string, path: string, what: string): TlsFile {
  return { option, path, holds: `it holds ${what}` }
}

/** The very certificate in the file is good whatever its name; what a CA in it has signed must have the right name. */
async function trustingOnly(file: TlsFile): Promise<RequestOptions> {
  const certificates = await readCertificates(file)
  return {
    ca: pem(certificates),
    allowPartialTrustChain: true,
    checkServerIdentity: (host, shown) =>
      certificates.some(({ fingerprint256 }) => fingerprint256 === shown.fingerprint256)
        ? undefined
        : checkServerIdentity(host, shown),
  }
}
