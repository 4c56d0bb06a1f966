import * as http from 'node:http'
import * as https from 'node:https'
import { text } from 'node:stream/consumers'
import type { AgentConfig } from '../config/agent-config.ts'
import type { TlsFiles } from '../config/tls-files.ts'
import { MMC_ERR_NO_ANSWER } from '../errors.ts'
import { pem, readCertificates, readKey } from '../http/pem-files.ts'

export interface JsonRpcResponse {
  readonly result?: unknown
  readonly error?: { readonly code: number; readonly message: string }
}

/**
 * Sends a JSON-RPC request to the agent that runs with this configuration, with its credentials.
 *
 * @throws AgentError when it does not answer, or when a TLS file is wrong
 */
export async function askAgent(config: AgentConfig, request: object): Promise<JsonRpcResponse> {
  const url = `${config.tls ? 'https' : 'http'}://${reachable(config.host)}:${config.port}/jsonrpc`
  const options: https.RequestOptions = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    auth: `${config.login}:${config.password}`,
    // A connection of its own, which ends with the reply.
    agent: false,
    ...(config.tls && (await trusting(config.tls))),
  }
  try {
    return JSON.parse(await post(url, options, JSON.stringify(request)))
  } catch (error) {
    // Of an address with several numbers, all refused, Node tells the code only.
    const { message, code } = error as NodeJS.ErrnoException
    const files = config.tls ? `${config.file} and ${config.tls.certificate.path}` : config.file
    throw MMC_ERR_NO_ANSWER(url, `${message || code}; is an agent running with ${files}?`)
  }
}

/**
 * Trusts the very certificate that the configuration names, and no other. So its name need not be that of the
 * address, and no CA can vouch for somebody else.
 */
async function trusting(files: TlsFiles): Promise<https.RequestOptions> {
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

function post(url: string, options: https.RequestOptions, body: string): Promise<string> {
  const { request } = url.startsWith('https:') ? https : http
  return new Promise((resolve, reject) => {
    request(url, options, response => void text(response).then(resolve, reject))
      .once('error', reject)
      .end(body)
  })
}

/** An address to connect to, for one that means all addresses. */
function reachable(host: string) {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}
