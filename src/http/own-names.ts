import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'

/**
 * The names that this machine is known by without asking anybody: its own, and the same in each domain that
 * `/etc/resolv.conf` searches.
 */
export function machineNames(resolvConf: string = readResolvConf()): string[] {
  const name = hostname().toLowerCase()
  if (name.includes('.')) return [name, name.slice(0, name.indexOf('.'))]
  return [name, ...searchDomains(resolvConf).map(domain => `${name}.${domain}`)]
}

/** resolv.conf(5): the last `search` or `domain` line counts. */
function searchDomains(resolvConf: string): string[] {
  const lines = [...resolvConf.matchAll(/^(?:search|domain)[ \t]+(.+)$/gm)]
  const [, domains = ''] = lines.at(-1) ?? []
  return domains
    .toLowerCase()
    .split(/\s+/)
    .filter(domain => domain !== '' && domain !== '.')
    .map(domain => domain.replace(/\.$/, ''))
}

function readResolvConf(): string {
  try {
    return readFileSync('/etc/resolv.conf', 'utf8')
  } catch {
    return ''
  }
}
