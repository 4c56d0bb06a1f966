import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import { tempDir } from './helper.ts'
import { missing } from './shell/missing.ts'

/** Why to skip a test that makes certificates, or false to run it. */
export const withoutOpenssl = missing('openssl')

/** A key and its certificate, as PEM texts. */
export interface Identity {
  readonly key: string
  readonly certificate: string
}

export interface Authority extends Identity {
  /** A new key, with a certificate of this authority. */
  sign(name: string): Identity
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', 'key.pem']

/** A new key, with a certificate that it has signed itself. */
export function selfSigned(t: Test, name: string): Identity {
  const dir = tempDir(t)
  openssl(dir, 'req', '-x509', ...newKey, '-subj', `/CN=${name}`, '-out', 'certificate.pem')
  return readIdentity(dir)
}

export function authority(t: Test, name: string): Authority {
  const dir = tempDir(t)
  openssl(dir, 'req', '-x509', ...newKey, '-subj', `/CN=${name}`, '-out', 'certificate.pem')
  const ca = readIdentity(dir)
  const [caKey, caCertificate] = [join(dir, 'key.pem'), join(dir, 'certificate.pem')]
  return {
    ...ca,
    sign(name) {
      const dir = tempDir(t)
      openssl(dir, 'req', ...newKey, '-subj', `/CN=${name}`, '-out', 'request.pem')
      const by = ['-CA', caCertificate, '-CAkey', caKey, '-CAcreateserial', '-CAserial', 'serial']
      openssl(dir, 'x509', '-req', '-in', 'request.pem', ...by, '-out', 'certificate.pem')
      return readIdentity(dir)
    },
  }
}

/** Runs openssl in a folder. */
export function openssl(dir: string, ...args: string[]): string {
  return execFileSync('openssl', args, { cwd: dir, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

function readIdentity(dir: string): Identity {
  const read = (name: string) => readFileSync(join(dir, name), 'utf8')
  return { key: read('key.pem'), certificate: read('certificate.pem') }
}
