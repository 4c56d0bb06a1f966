import { constants, type X509Certificate } from 'node:crypto'
import type { ServerOptions } from 'node:https'
import { createSecureContext } from 'node:tls'
import type { TlsFile, TlsFiles } from '../config/tls-files.ts'
import { MMC_ERR_TLS_CERTIFICATE, MMC_ERR_TLS_PAIR } from '../errors.ts'
import { pem, readCertificates, readKey } from './pem-files.ts'

/** What an HTTPS server is made with, checked. */
export interface Tls {
  readonly options: ServerOptions
  /** What the operator should know, a line each. */
  readonly warnings: readonly string[]
}

/**
 * Reads key and certificates.
 *
 * @throws AgentError naming option and file, and what that file must hold
 */
export async function readTls(files: TlsFiles): Promise<Tls> {
  const key = await readKey(files.key)
  const certificates = await readCertificates(files.certificate)
  if (!certificates[0].checkPrivateKey(key)) throw notAPair(files)
  const clientCas = files.clientCa && (await readCertificates(files.clientCa))

  const options: ServerOptions = {
    ...modernTls,
    key: key.export({ type: 'pkcs8', format: 'pem' }),
    cert: pem(certificates),
    ...(clientCas && { ca: pem(clientCas), requestCert: true, rejectUnauthorized: true }),
  }
  try {
    createSecureContext(options)
  } catch (error) {
    const { option, path, holds } = files.certificate
    throw MMC_ERR_TLS_CERTIFICATE(option, path, `OpenSSL refuses it: ${opensslWords(error as Error)}`, holds)
  }
  const warnings = [
    ...outOfDate(files.certificate, certificates),
    ...(files.clientCa && clientCas ? outOfDate(files.clientCa, clientCas) : []),
  ]
  return { options, warnings }
}

/**
 * What Mozilla's guide calls intermediate (version 5.7), without finite-field Diffie-Hellman, which no client needs that
 * speaks TLS 1.2: forward secrecy and authenticated ciphers only. Clients can ask for new handshakes to keep us busy.
 */
const modernTls: ServerOptions = {
  minVersion: 'TLSv1.2',
  ciphers: [
    'TLS_AES_128_GCM_SHA256',
    'TLS_AES_256_GCM_SHA384',
    'TLS_CHACHA20_POLY1305_SHA256',
    'ECDHE-ECDSA-AES128-GCM-SHA256',
    'ECDHE-RSA-AES128-GCM-SHA256',
    'ECDHE-ECDSA-AES256-GCM-SHA384',
    'ECDHE-RSA-AES256-GCM-SHA384',
    'ECDHE-ECDSA-CHACHA20-POLY1305',
    'ECDHE-RSA-CHACHA20-POLY1305',
  ].join(':'),
  ecdhCurve: 'X25519:prime256v1:secp384r1',
  secureOptions: constants.SSL_OP_NO_RENEGOTIATION | constants.SSL_OP_NO_COMPRESSION,
}

/** `ee key too small`, without the place in OpenSSL's source. */
export function opensslWords(error: Error & { reason?: string }): string {
  return error.reason ?? error.message
}

function notAPair({ key, certificate }: TlsFiles) {
  return MMC_ERR_TLS_PAIR(key.option, key.path, certificate.option, certificate.path)
}

/** Clients that look at the dates will refuse these; many of the original's do not look. */
function outOfDate({ option, path }: TlsFile, certificates: readonly X509Certificate[]): string[] {
  const now = Date.now()
  return certificates.flatMap(({ subject, validFrom, validTo }) => {
    const which = `${option} = ${path}: the certificate of ${subject.replaceAll('\n', ', ')}`
    if (Date.parse(validTo) < now) return [`${which} has expired: ${validTo}`]
    if (Date.parse(validFrom) > now) return [`${which} is not valid yet: ${validFrom}`]
    return []
  })
}
