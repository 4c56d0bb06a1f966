import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Test } from 'tap'
import { tempDir } from '../helper.ts'

/** Files of a certificate. */
export interface Certificate {
  readonly file: string
  readonly key: string
  /** The certificate of who has signed it. */
  readonly authority: string
}

/** An authority of the test's own. */
export interface Authority {
  readonly file: string
  /** Makes a certificate for a name, such as `DNS:localhost`. */
  issue(name: string): Certificate
}

export function makeAuthority(t: Test): Authority {
  const dir = tempDir(t)
  const file = join(dir, 'authority.pem')
  const key = join(dir, 'authority.key')
  openssl(['-subj', '/CN=authority of the test', '-out', file, '-keyout', key])
  return {
    file,
    issue(name) {
      const certificate = join(dir, `${randomBytes(8).toString('hex')}.pem`)
      const options = ['-subj', '/CN=test', '-addext', `subjectAltName=${name}`, '-CA', file, '-CAkey', key]
      openssl([
        ...options,
        '-addext',
        'basicConstraints=critical,CA:FALSE',
        '-out',
        certificate,
        '-keyout',
        `${certificate}.key`,
      ])
      return { file: certificate, key: `${certificate}.key`, authority: file }
    },
  }
}

function openssl(options: readonly string[]) {
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  execFileSync('openssl', ['req', ...kind, ...options], { stdio: 'pipe' })
}
