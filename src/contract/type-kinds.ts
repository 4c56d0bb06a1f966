import type { Kind, Kinds } from './change.ts'
import { includes } from './inclusion.ts'
import type { TypeIn } from './type.ts'
import type { Flow, Wire } from './view.ts'

/** What it is to the clients of each wire that a type becomes another; null where the two are the same to them. */
export function typeKinds(before: TypeIn, after: TypeIn, flow: Flow): Kinds {
  return { xmlrpc: kindOn('xmlrpc', before, after, flow), json: kindOn('json', before, after, flow) }
}

function kindOn(wire: Wire, before: TypeIn, after: TypeIn, flow: Flow): Kind | null {
  const holds = (larger: TypeIn, smaller: TypeIn, open = false) =>
    includes(larger, smaller, { wire, flow, open })
  const [keepsAll, addsSome] = [holds(after, before), !holds(before, after)]
  if (keepsAll && !addsSome) return null
  if (flow === 'in') return keepsAll ? 'additive' : 'breaking'
  if (!addsSome) return 'neutral'
  // Clients overlook members that they do not know.
  return holds(before, after, true) ? 'additive' : 'breaking'
}
