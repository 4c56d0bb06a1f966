import { X509Certificate } from 'node:crypto'
import type { AgentConfig } from '../config/agent-config.ts'
import { machineNames } from './own-names.ts'
import type { Tls } from './tls.ts'

/** The names by which requests may ask for this agent. */
export function hostNames(
  { host, socket, allowedHosts }: Pick<AgentConfig, 'host' | 'socket' | 'allowedHosts'>,
  tls: Tls | undefined,
): ReadonlySet<string> {
  // Behind a Unix socket there is no name that a browser could have been given.
  if (socket !== undefined) return new Set(['*'])
  return new Set([...machineNames(), host.toLowerCase(), ...certificateNames(tls), ...allowedHosts])
}

/** Whoever holds the certificate of a name has it by right. */
function certificateNames(tls: Tls | undefined): string[] {
  if (tls === undefined) return []
  const { subject, subjectAltName = '' } = new X509Certificate(String(tls.options.cert))
  const names = [...subjectAltName.matchAll(/DNS:([^,\s]+)/g), ...subject.matchAll(/^CN=(\S+)$/gm)]
  return names.map(([, name = '']) => name.toLowerCase())
}
