import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { TlsFile } from '../config/tls-files.ts'
import { MMC_ERR_TLS_CERTIFICATE, MMC_ERR_TLS_KEY, MMC_ERR_TLS_UNREADABLE } from '../errors.ts'

/**
 * Reads the private key in a file, whatever else is in it.
 *
 * @throws AgentError naming option and file, and never what is in it
 */
export async function readKey(file: TlsFile): Promise<KeyObject> {
  const text = await readText(file)
  const wrong = (why: string) => MMC_ERR_TLS_KEY(file.option, file.path, why, file.holds)
  if (!/-----BEGIN ([A-Z]+ )*PRIVATE KEY-----/.test(text)) throw wrong('there is no private key (PEM) in it')
  if (/^(-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: 4,ENCRYPTED)/m.test(text)) {
    throw wrong('its private key has a passphrase; take it off with openssl pkey')
  }
  try {
    return createPrivateKey(text)
  } catch {
    throw wrong('OpenSSL cannot read the private key in it')
  }
}

/**
 * Reads the certificates in a file, whatever else is in it; there is at least one.
 *
 * @throws AgentError naming option and file
 */
export async function readCertificates(
  file: TlsFile,
): Promise<readonly [X509Certificate, ...X509Certificate[]]> {
  const text = await readText(file)
  const wrong = (why: string) => MMC_ERR_TLS_CERTIFICATE(file.option, file.path, why, file.holds)
  // OpenSSL alone would take the first that it can read, and pass over the others without a word.
  const blocks = text.match(/-----BEGIN (X509 )?CERTIFICATE-----.*?(-----END (X509 )?CERTIFICATE-----|$)/gs)
  const [first, ...others] = (blocks ?? []).map((block, index) => {
    try {
      return new X509Certificate(block)
    } catch {
      throw wrong(`OpenSSL cannot read certificate ${index + 1} in it`)
    }
  })
  if (first === undefined) throw wrong('there is no certificate (PEM) in it')
  return [first, ...others]
}

/** One text in the form that OpenSSL reads. */
export function pem(certificates: readonly X509Certificate[]): string {
  return certificates.map(String).join('')
}

async function readText({ option, path, holds }: TlsFile): Promise<string> {
  try {
    return await readFile(path, 'latin1')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException // what node:fs throws
    throw MMC_ERR_TLS_UNREADABLE(option, path, (code && reasons.get(code)) ?? message, holds)
  }
}

const reasons = new Map([
  ['ENOENT', 'there is no such file'],
  ['EACCES', 'permission denied; let the user that the agent runs as read it'],
  ['EISDIR', 'it is a directory'],
])
