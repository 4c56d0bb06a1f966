import { FaultCode } from '../../src/rpc/fault.ts'
import type { RpcValue } from '../../src/rpc/value.ts'
import type { WireCase } from './cases.ts'

const noon = new Date(Date.UTC(2024, 1, 29, 12))
const user = '; call it as typed.addUser(user, uid = 1000)'

/** Calls of typed methods: the same values, and the same words, at every door. */
export const typedCases: readonly WireCase[] = [
  takes('a struct and a default', 'addUser', [{ login: 'ada' }], { login: 'ada', uid: 1000 }),
  takes('an optional parameter', 'addUser', [{ login: 'ada' }, 7], { login: 'ada', uid: 7 }),
  takes('null for an optional parameter', 'addUser', [{ login: 'ada' }, null], { login: 'ada', uid: 1000 }),
  takes('null for an optional member', 'addUser', [{ login: 'ada', address: null }], {
    login: 'ada',
    uid: 1000,
  }),
  takes('typed parameters by name', 'addUser', { uid: 7, user: { login: 'ada' } }, { login: 'ada', uid: 7 }),
  takes(
    'a typed default among named ones',
    'addUser',
    { user: { login: 'ada' } },
    { login: 'ada', uid: 1000 },
  ),
  takes('a date for a typed parameter', 'kind', [noon], '2024-02-29T12:00:00.000Z undefined'),
  takes("a date's text", 'kind', ['2024-02-29T13:00:00+01:00', 'x'], '2024-02-29T12:00:00.000Z x'),
  takes('bytes for a typed parameter', 'size', [Uint8Array.of(0, 255, 1)], 3),
  takes('a bigint', 'digits', [2n ** 60n], '1152921504606846976'),
  takes('digits for a bigint', 'digits', ['-18446744073709551616'], '-18446744073709551616'),
  takes('an integer for a bigint', 'digits', [5], '5'),
  takes('null where the type has it', 'orNull', [null], 'null'),
  takes('an empty array for a struct', 'members', [[]], 0),
  takes('a member called __proto__ of a typed struct', 'members', [JSON.parse('{"__proto__": "x"}')], 1),
  takes('doubles that are whole', 'sum', [1, 2.5, 2.5], 6),
  takes('named parameters for any number of typed values', 'sum', { numbers: [1, 2] }, 3),
  takes('no values at all', 'sum', [], 0),
  refuses(
    'another type',
    'addUser',
    [{ login: 'ada' }, 'x'],
    `parameter 'uid' must be an integer of at least 0, but a string came${user}`,
  ),
  refuses(
    'another type by name',
    'addUser',
    { user: { login: 'ada' }, uid: 'x' },
    `parameter 'uid' must be an integer of at least 0, but a string came${user}`,
  ),
  refuses(
    'a number out of bounds',
    'addUser',
    [{ login: 'ada' }, -1],
    `parameter 'uid' must be an integer of at least 0, but a smaller one came${user}`,
  ),
  refuses(
    'a mistake deep inside',
    'addUser',
    [{ login: 'ada', address: { zip: '1', tags: ['a', 5] } }],
    `parameter 'user.address.tags[1]' must be a string, but an integer came${user}`,
  ),
  refuses(
    'a member that is missing',
    'addUser',
    [{ login: 'ada', address: {} }],
    `parameter 'user.address.zip' is missing${user}`,
  ),
  refuses(
    'a member that is misspelt',
    'addUser',
    [{ login: 'ada', adress: {} }],
    `parameter 'user.adress' is unknown (did you mean 'address'?)${user}`,
  ),
  refuses(
    'a typed parameter that is misspelt',
    'addUser',
    { usr: {} },
    `there is no parameter 'usr' (did you mean 'user'?)${user}`,
  ),
  refuses(
    'a typed parameter too many',
    'addUser',
    [{ login: 'ada' }, 1, 2],
    `at most 2 parameters expected, 3 given${user}`,
  ),
  refuses(
    'null for what must be given',
    'login',
    ['ada', null],
    "parameter 'password' must be a string, but null came; call it as typed.login(user, password)",
  ),
  refuses(
    'one of any number',
    'sum',
    [1, true],
    "parameter 'numbers[1]' must be a number, but a boolean came; call it as typed.sum(...numbers)",
  ),
  refuses(
    'another word',
    'speed',
    ['swift'],
    "parameter 'speed' must be 'fast' or 'slow', but another string came; call it as typed.speed(speed)",
  ),
  refuses(
    'what is no date',
    'kind',
    ['yesterday'],
    "parameter 'when' must be a date such as 2024-02-29T12:34:56Z, but a string that is no such date came; call it as typed.kind(when, note?)",
  ),
  {
    title: 'a result that is not of its type, whose place stays in the log',
    method: 'typed.wrong',
    params: [],
    code: FaultCode.internalError,
    message: /^typed\.wrong failed; the agent's log has the cause, reference [0-9a-f]{8}$/,
  },
  {
    title: 'a type that does not compile, whose mistake stays in the log',
    method: 'typed.broken',
    params: ['x'],
    code: FaultCode.internalError,
    message: /^typed\.broken failed; the agent's log has the cause, reference [0-9a-f]{8}$/,
  },
]

function takes(title: string, method: string, params: WireCase['params'], result: RpcValue): WireCase {
  return { title, method: `typed.${method}`, params, result, ...named(params) }
}

function refuses(title: string, method: string, params: WireCase['params'], words: string): WireCase {
  const message = new RegExp(`^${escaped(`typed.${method}: ${words}`)}$`)
  return {
    title,
    method: `typed.${method}`,
    params,
    code: FaultCode.invalidParams,
    message,
    ...named(params),
  }
}

function named(params: WireCase['params']) {
  return Array.isArray(params) ? {} : { named: true as const }
}

function escaped(text: string) {
  return text.replace(/[.()[\]?+*]/g, '\\$&')
}
