/** What is echoed, and how many calls of it make a round. */
export const payloads = [
  {
    name: 'small',
    title: 'one short string (166 bytes as XML-RPC, 72 as JSON-RPC)',
    value: 'Hello, world',
    calls: 2500,
  },
  {
    name: 'medium',
    title: '100 structs (58 kB as XML-RPC, 12 kB as JSON-RPC)',
    value: structs(100),
    calls: 60,
  },
  {
    name: 'large',
    title: '5,000 structs (2.9 MB as XML-RPC, 0.59 MB as JSON-RPC)',
    value: structs(5000),
    calls: 3,
  },
]

/** Such as an agent's method returns them: the users of a directory. */
function structs(length) {
  return Array.from({ length }, (_, index) => ({
    uid: `user${String(index).padStart(5, '0')}`,
    name: 'Zoë Lovelace',
    number: 10_000 + index,
    enabled: index % 3 !== 0,
    quota: index + 0.5,
    groups: ['users', 'printers'],
  }))
}
