import { isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'
import type { Log } from '../log.ts'
import { FaultCode } from '../rpc/fault.ts'
import { HttpFault } from './http-fault.ts'

export interface HostGuardOptions {
  /**
   * Names that the agent answers to, in lower case: `agent.example`, `*.agents.example` for one more label, `*` for
   * any. Addresses and names without a dot need not be named.
   */
  readonly names: ReadonlySet<string>
  readonly log: Log
}

/** What can be a name in the DNS: whatever else a stranger sends has no place in the log. */
const dnsName = /^[a-z0-9_.-]{1,253}$/

/** So many refused names are told to the operator: who made them up may make up any number. */
const mostTold = 10

/**
 * Refuses requests for a host that the agent is not. A page that has its own name point to the agent's address (DNS
 * rebinding) is to the browser of one site with the agent; but it can only send its own name, never an address.
 */
export function buildHostGuard({ names, log }: HostGuardOptions) {
  const told = new Set<string>()

  return async (request: FastifyRequest): Promise<void> => {
    if (names.has('*')) return
    // Older clients send none or an empty one, and are no browsers. A trusted proxy may name one all the same.
    if (!request.host) return
    const name = hostName(request.host)
    if (name !== undefined && (isOwnAnyway(name) || names.has(name) || names.has(wildcardOf(name)))) return
    tell(name)
    throw new HttpFault(
      'The Host header names another host than this agent; [main] allowedhosts lists those that it answers to',
      FaultCode.forbidden,
    )
  }

  function tell(name: string | undefined) {
    if (name === undefined || !dnsName.test(name) || told.has(name) || told.size === mostTold) return
    told.add(name)
    log.warn(
      `a request for the host '${name}' was refused; if clients know the agent by this name, add it to [main] allowedhosts`,
    )
  }
}

/** Undefined where there is more than host and port. */
function hostName(host: string): string | undefined {
  const match = /^(\[[0-9a-f:.]+\]|[^\s:/?#@[\]\\]+)(?::\d{0,5})?$/i.exec(host)
  return match?.[1]?.toLowerCase().replace(/\.$/, '')
}

function wildcardOf(name: string) {
  return `*${name.slice(name.indexOf('.'))}`
}

/**
 * What no stranger can have a page under: an address, `localhost` and what ends so (RFC 6761, 6.3), and a name without a
 * dot, which only the machine's own network knows, as that of a container.
 */
function isOwnAnyway(name: string) {
  return !name.includes('.') || name.endsWith('.localhost') || isIP(name.replace(/^\[|\]$/g, '')) !== 0
}
