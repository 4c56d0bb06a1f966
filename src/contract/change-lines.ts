import { type Change, type ContractDoor, contractDoors, type Kind } from './change.ts'

/** Changes that say the same of several methods, as those of a type that they share. */
interface Group extends Change {
  readonly methods: readonly string[]
}

/** Changes as lines for people, the breaking ones first: `breaking  users.add: parameter 'uid' is required now`. */
export function changeLines(changes: readonly Change[]): string[] {
  return grouped(changes).map(group => `${group.kind.padEnd(8)}  ${sentence(group, name => name)}`)
}

/** The same as entries of a changelog in Markdown. */
export function changelogLines(changes: readonly Change[]): string[] {
  return grouped(changes).map(group => {
    const mark = group.kind === 'breaking' ? '**Breaking:** ' : ''
    return `- ${mark}${sentence(group, name => `\`${name}\``)}.`
  })
}

function sentence(group: Group, spell: (name: string) => string) {
  const subject =
    group.method === null ? `plugin ${spell(group.plugin)}` : group.methods.map(spell).join(', ')
  const place = group.place === '' ? '' : `: ${group.place}`
  return `${subject}${place} ${group.words}${scope(group)}`
}

/** For whom, unless it is for all. */
function scope({ doors, callers }: Change) {
  const kinds = [...new Set(contractDoors.map(door => doors[door]))]
  const seen = kinds.filter(kind => kind !== null)
  const where = seen.map(kind => {
    const names = contractDoors.filter(door => doors[door] === kind).map(door => doorNames[door])
    return `${seen.length === 1 ? '' : `${kind} `}on ${listed(names)}`
  })
  const parts = [
    ...(kinds.length === 1 ? [] : where),
    ...(callers === undefined ? [] : [`for callers ${callers}`]),
  ]
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`
}

const doorNames: Readonly<Record<ContractDoor, string>> = {
  xmlrpc: 'XML-RPC',
  jsonrpc: 'JSON-RPC',
  rpc: '/rpc',
}

function listed(names: readonly string[]) {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

const order: Readonly<Record<Kind, number>> = { breaking: 0, additive: 1, neutral: 2 }

function grouped(changes: readonly Change[]): Group[] {
  const groups = new Map<string, Group>()
  for (const change of changes) {
    const { plugin, method, place, type, words, doors } = change
    const key = JSON.stringify([plugin, type === undefined ? method : null, place, words, doors])
    const methods = [...(groups.get(key)?.methods ?? []), ...(method === null ? [] : [method])]
    groups.set(key, { ...change, methods })
  }
  return [...groups.values()].sort((a, b) => order[a.kind] - order[b.kind])
}
