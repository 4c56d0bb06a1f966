/** One of the files that TLS needs. */
export interface TlsFile {
  /** The option that names it, as it is spelt where it stands: `[main] certfile`, by its old name too, or `--cacert`. */
  readonly option: string
  /** Absolute. */
  readonly path: string
  /** For lines that say what is wrong with it: `with verifypeer = 0 it holds …`. */
  readonly holds: string
}

/** The files by what they are for; the original's names for them say something else. */
export interface TlsFiles {
  readonly key: TlsFile
  readonly certificate: TlsFile
  /** Of the CA that signs the certificates of clients. Without it, clients need none. */
  readonly clientCa?: TlsFile
}

/**
 * What `localcert` and `cacert` mean, which depends on `verifypeer` (mmc-facts 1).
 *
 * @param find - the file that the option names
 */
export function tlsFiles(
  verifyPeer: boolean,
  find: (option: 'localcert' | 'cacert', holds: string) => TlsFile,
): TlsFiles {
  if (!verifyPeer) {
    return {
      key: find('localcert', 'with verifypeer = 0 it holds the private key of the server'),
      certificate: find('cacert', 'with verifypeer = 0 it holds the certificate of the server'),
    }
  }
  const own = find(
    'localcert',
    'with verifypeer = 1 it holds the private key and the certificate of the server',
  )
  const clientCa = find(
    'cacert',
    'with verifypeer = 1 it holds the certificate of the CA that signs those of clients',
  )
  return { key: own, certificate: own, clientCa }
}
