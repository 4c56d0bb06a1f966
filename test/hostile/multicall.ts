import type { HostileCase } from './judge.ts'
import { argument, call, json, jsonCall, xml, xmlFault, xmlResult } from './requests.ts'

const member = (name: string, value: string) => `<member><name>${name}</name><value>${value}</value></member>`
const array = (...values: readonly string[]) =>
  `<array><data>${values.map(value => `<value>${value}</value>`).join('')}</data></array>`
const entry = (method: string, ...params: readonly string[]) =>
  `<struct>${member('methodName', `<string>${method}</string>`)}${member('params', array(...params))}</struct>`
const multicall = (...entries: readonly string[]) => call('system.multicall', array(...entries))

const sum = entry('witness.sum', '<int>2</int>', '<int>3</int>')
const five = '<value><array><data>\n<value><int>5</int></value>\n</data></array></value>\n'
const list = (outcomes: string) => `<array><data>\n${outcomes}</data></array>`

/** Each is one entry between two good ones, and must fail alone. */
const wrongEntries: readonly (readonly [title: string, entry: string])[] = [
  ['an empty struct', '<struct></struct>'],
  ['a text', '<string>witness.echo</string>'],
  ['a number', '<int>1</int>'],
  ['nil', '<nil/>'],
  ['a list', array('<string>witness.echo</string>', array())],
  ['a date', '<dateTime.iso8601>20240229T12:34:56</dateTime.iso8601>'],
  ['base64', '<base64>AAAA</base64>'],
  [
    'a name that is a number',
    `<struct>${member('methodName', '<int>1</int>')}${member('params', array())}</struct>`,
  ],
  [
    'a name that is a list',
    `<struct>${member('methodName', array('<string>witness.secret</string>'))}${member('params', array())}</struct>`,
  ],
  [
    'a name in another case',
    `<struct>${member('methodname', '<string>witness.secret</string>')}${member('params', array())}</struct>`,
  ],
  ['a name of __proto__', `<struct>${member('__proto__', entry('witness.secret'))}</struct>`],
  [
    'parameters that are a struct',
    `<struct>${member('methodName', '<string>witness.echo</string>')}${member('params', `<struct>${member('value', '<int>1</int>')}</struct>`)}</struct>`,
  ],
  [
    'parameters that are a text',
    `<struct>${member('methodName', '<string>witness.echo</string>')}${member('params', `<string>${argument}</string>`)}</struct>`,
  ],
  ['a method that is none', entry('nothing.here')],
  ['constructor.constructor', entry('constructor.constructor', '<string>return process</string>')],
  ['witness._private', entry('witness._private')],
  ['witness.activate', entry('witness.activate')],
  ['itself', entry('system.multicall', array(sum))],
  ['itself with blanks', entry(' system.multicall', array(sum))],
  ['parameters that do not fit', entry('witness.secret', `<string>${argument}</string>`)],
]

export const multicalls: HostileCase[] = [
  { title: 'no entries', send: xml(multicall()), replies: [xmlResult(list(''))] },
  { title: 'one entry', send: xml(multicall(sum)), replies: [xmlResult(list(five))], runs: 1 },
  {
    title: '1000 entries',
    send: xml(multicall(...Array.from({ length: 1000 }, () => sum))),
    replies: [xmlResult(list(five.repeat(1000)))],
    runs: 1000,
  },
  {
    title: '1001 entries',
    send: xml(multicall(...Array.from({ length: 1001 }, () => sum))),
    replies: [xmlFault(-32004)],
  },
  {
    title: '100,000 entries',
    send: xml(call('system.multicall', `<array><data>${'<value/>'.repeat(100_000)}</data></array>`)),
    replies: [xmlFault(-32004)],
  },
  ...wrongEntries.map(
    ([title, wrong]): HostileCase => ({
      title: `an entry that is wrong fails alone: ${title}`,
      send: xml(multicall(sum, wrong, sum)),
      replies: [{ status: 200, body: 'xml' }],
      runs: 2,
    }),
  ),
  ...['throwsError', 'throwsNull', 'notANumber', 'cyclic', 'control', 'aFunction', 'deep'].map(
    (name): HostileCase => ({
      title: `an entry fails alone: ${name}`,
      send: xml(multicall(sum, entry(`witness.${name}`), sum)),
      replies: [{ status: 200, body: 'xml' }],
      runs: 3,
    }),
  ),
  ...(
    [
      ['no parameter', call('system.multicall')],
      ['a text', call('system.multicall', `<string>${argument}</string>`)],
      ['a struct', call('system.multicall', sum)],
      ['a number', call('system.multicall', '<int>1</int>')],
      ['two lists', call('system.multicall', array(sum), array(sum))],
      ['nil', call('system.multicall', '<nil/>')],
    ] as const
  ).map(
    ([title, document]): HostileCase => ({
      title: `its parameter is ${title}`,
      send: xml(document),
      replies: [xmlFault(-32602)],
    }),
  ),
  {
    title: 'over JSON-RPC too',
    send: json(
      jsonCall('system.multicall', [
        [{ methodName: 'witness.sum', params: [2, 3] }, { methodName: 'system.multicall', params: [[]] }, 1],
      ]),
    ),
    replies: [{ status: 200, body: 'json-rpc' }],
    runs: 1,
  },
]
