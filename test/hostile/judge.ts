import { isDeepStrictEqual } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { SaxesParser } from 'saxes'
import type { Test } from 'tap'
import { authorization, credentials, root } from '../helper.ts'
import type { HostileAgent } from './agent.ts'
import { type Exchange, exchange, type Reply, type Step } from './exchange.ts'
import { argument, call, xml, xmlResult } from './requests.ts'

/** How a reply must look. */
export interface Expected {
  /** One of these. */
  readonly status: number | readonly number[]
  /**
   * What its body must be: an XML-RPC fault or result, a JSON-RPC error or result (or a batch of them), the JSON error or
   * result of `/rpc` and all other paths, nothing, or anything.
   */
  readonly body:
    | 'xml fault'
    | 'xml'
    | 'json-rpc error'
    | 'json-rpc'
    | 'json error'
    | 'json'
    | 'nothing'
    | 'any'
  /** The code of the fault or error: one of these. */
  readonly code?: number | readonly number[]
  /** The JSON that must come, or the text of the only parameter of an XML-RPC result, tags included. */
  readonly value?: unknown
  /** Header lines that must be there, by lower-case name. */
  readonly headers?: Readonly<Record<string, RegExp>>
}

/** Bytes that nobody should send, and what must come of them. */
export interface HostileCase {
  readonly title: string
  readonly send: Step | readonly Step[]
  /** In order. None: the connection ends without a reply. `alternatives`: any of several answers is right. */
  readonly replies: readonly Expected[]
  readonly alternatives?: readonly (readonly Expected[])[]
  /** How often methods of the plugin may run in all. Default: never. */
  readonly runs?: number | readonly number[]
  /** Whether the server may keep the connection open: a good request was the last. Default: it must end it. */
  readonly keepsOpen?: boolean
  readonly head?: boolean
}

/** The call that must be answered after every case, and the text of its result. */
export interface Canary {
  readonly send: Buffer
  readonly value: string
}

const sum: Canary = {
  send: xml(call('witness.sum', '<int>2</int>', '<int>3</int>')),
  value: '<int>5</int>',
}

/** Throws every case at the agent, a good call after each, and then looks at the memory. */
export async function judge(
  t: Test,
  agent: HostileAgent,
  cases: readonly HostileCase[],
  canary: Canary = sum,
): Promise<void> {
  agent.ran()
  const problemsOf = async (hostile: HostileCase) => {
    const { title, send, replies, keepsOpen = false, head = false } = hostile
    const steps = Array.isArray(send) ? (send as readonly Step[]) : [send as Step]
    const enough = keepsOpen ? replies.length : Number.POSITIVE_INFINITY
    const came = await exchange(agent.target, steps, { enough, head })
    const problems = [...judgeExchange(hostile, came), ...judgeRuns(hostile, agent.ran())]
    problems.push(...(await judgeCanary(agent, canary)))
    t.same(problems, [], printable(title))
  }

  const [first, ...others] = cases
  if (first === undefined) return
  await problemsOf(first)
  const before = heapUsed()
  for (const hostile of others) await problemsOf(hostile)
  const grownBy = heapUsed() - before
  t.ok(grownBy < mostGrowth, `the heap has grown by ${Math.round(grownBy / 1024)} kB, no more than 50 MB`)
}

/** Titles hold what the cases do, and that is not for every terminal. */
function printable(title: string) {
  return title.replace(/[^ -~]/g, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

const mostGrowth = 50 * 1024 * 1024

/** A good call that takes as long hangs; how quick it is on a quiet machine, `npm run bench:loop` measures. */
const canaryMs = 10_000

async function judgeCanary(agent: HostileAgent, { send, value }: Canary): Promise<string[]> {
  const begin = performance.now()
  const came = await exchange(agent.target, [send])
  const tookMs = performance.now() - begin
  const good: HostileCase = { title: '', send, replies: [xmlResult(value)], runs: 1 }
  return [
    ...[...judgeExchange(good, came), ...judgeRuns(good, agent.ran())].map(
      problem => `a good call after it: ${problem}`,
    ),
    ...(tookMs > canaryMs ? [`a good call after it took ${Math.round(tookMs)} ms`] : []),
  ]
}

function judgeRuns({ runs = 0 }: HostileCase, ran: number): string[] {
  return isOneOf(ran, runs) ? [] : [`a method ran ${ran} times, not ${String(runs)}`]
}

function judgeExchange(hostile: HostileCase, came: Exchange): string[] {
  const { replies, alternatives = [replies], keepsOpen = false } = hostile
  const verdicts = alternatives.map(expected => judgeReplies(expected, came))
  // The shortest list of problems speaks of the answer that was meant.
  const [best = []] = verdicts.sort((a, b) => a.length - b.length)
  const open = came.ended || keepsOpen ? [] : ['the connection was left open']
  return [...best, ...open, ...came.replies.flatMap(judgeAnyReply)]
}

function judgeReplies(expected: readonly Expected[], { replies, rest }: Exchange): string[] {
  const problems = rest === '' ? [] : [`this is no reply: ${JSON.stringify(rest.slice(0, 300))}`]
  if (replies.length !== expected.length) {
    const statuses = replies.map(({ status, body }) => `${status} ${body.toString('utf8', 0, 200)}`)
    problems.push(`${replies.length} replies came, not ${expected.length}: ${statuses.join(' | ')}`)
  }
  for (const [index, one] of expected.entries()) {
    const reply = replies[index]
    if (reply !== undefined)
      problems.push(...judgeReply(one, reply).map(problem => `${problem}; it is ${show(reply)}`))
  }
  return problems
}

function show({ status, body }: Reply) {
  return `${status} ${JSON.stringify(body.toString('utf8', 0, 400))}`
}

function judgeReply(expected: Expected, reply: Reply): string[] {
  const problems: string[] = []
  if (!isOneOf(reply.status, expected.status)) problems.push(`the status is not ${String(expected.status)}`)
  for (const [name, pattern] of Object.entries(expected.headers ?? {})) {
    if (!pattern.test(reply.headers.get(name) ?? '')) problems.push(`${name} is ${reply.headers.get(name)}`)
  }
  return [...problems, ...judgeBody(expected, reply)]
}

function judgeBody({ body: kind, code, value }: Expected, reply: Reply): string[] {
  if (kind === 'any') return []
  const text = reply.body.toString('utf8')
  const type = reply.headers.get('content-type')?.split(';')[0]
  if (kind === 'nothing') return text === '' ? [] : ['there is a body']
  if (kind.startsWith('xml'))
    return [...ofType(type, 'text/xml'), ...judgeXml(kind === 'xml', text, code, value)]
  return [...ofType(type, 'application/json'), ...judgeJson(kind, text, code, value)]
}

function ofType(type: string | undefined, expected: string) {
  return type === expected ? [] : [`the type is ${type}, not ${expected}`]
}

function judgeXml(isResult: boolean, text: string, code: Expected['code'], value: unknown): string[] {
  if (!isWellFormed(text)) return ['the body is not well-formed XML']
  const fault = readFault(text)
  if (!isResult) {
    if (fault === undefined) return ['the body is no XML-RPC fault of an int and a string']
    return code === undefined || isOneOf(fault.code, code) ? [] : [`the code is not ${String(code)}`]
  }
  const result = /<params>\s*<param>\s*<value>([\s\S]*)<\/value>\s*<\/param>\s*<\/params>/.exec(text)?.[1]
  if (result === undefined) return ['the body is no XML-RPC result']
  return value === undefined || result === value ? [] : [`the result is not ${JSON.stringify(value)}`]
}

function isWellFormed(text: string) {
  let isRight = text.startsWith('<?xml')
  const parser = new SaxesParser()
  parser.on('error', () => {
    isRight = false
  })
  parser.write(text).close()
  return isRight
}

function readFault(text: string): { code: number } | undefined {
  const found =
    /^<\?xml [^>]*\?>\s*<methodResponse>\s*<fault>\s*<value>\s*<struct>\s*<member>\s*<name>faultCode<\/name>\s*<value>\s*<int>(-?\d+)<\/int>\s*<\/value>\s*<\/member>\s*<member>\s*<name>faultString<\/name>\s*<value>\s*<string>[^<]+<\/string>\s*<\/value>\s*<\/member>\s*<\/struct>\s*<\/value>\s*<\/fault>\s*<\/methodResponse>\s*$/.exec(
      text,
    )
  return found === null ? undefined : { code: Number(found[1]) }
}

function judgeJson(kind: string, text: string, code: Expected['code'], value: unknown): string[] {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return ['the body is not JSON']
  }
  const problems =
    value === undefined || isDeepStrictEqual(json, value) ? [] : [`the body is not ${JSON.stringify(value)}`]
  if (kind === 'json') return problems
  const responses = kind.startsWith('json-rpc') && Array.isArray(json) ? json : [json]
  for (const response of responses) problems.push(...judgeResponse(kind, response, code))
  return problems
}

function judgeResponse(kind: string, response: unknown, code: Expected['code']): string[] {
  if (typeof response !== 'object' || response === null) return ['a response is no object']
  const { jsonrpc, id, error, result, ...others } = response as Record<string, unknown>
  const problems: string[] = []
  if (Object.keys(others).length > 0) problems.push(`a response has ${Object.keys(others).join()}`)
  if (kind.startsWith('json-rpc') && (jsonrpc !== '2.0' || id === undefined))
    problems.push('a response is not of JSON-RPC 2.0')
  if (kind === 'json-rpc' && error === undefined) return problems
  if (result !== undefined) problems.push('there is a result')
  const { code: given, message } = (error ?? {}) as Record<string, unknown>
  if (!Number.isInteger(given) || typeof message !== 'string' || message === '')
    problems.push('an error is not of code and message')
  else if (code !== undefined && !isOneOf(given as number, code))
    problems.push(`the code is not ${String(code)}`)
  return problems
}

/** What holds for every reply that ever goes out. */
function judgeAnyReply(reply: Reply): string[] {
  const { status, headers, body, raw } = reply
  const problems: string[] = []
  if (headers.has('transfer-encoding')) problems.push('the reply is chunked')
  for (const [name, value] of headers) {
    if (name !== 'set-cookie' && value.includes('\n')) problems.push(`there are several lines of ${name}`)
  }
  if (status >= 500 && body.length === 0) problems.push(`${status} without a body`)
  const isRefusal = status >= 400 || raw.includes('<fault>') || raw.includes('"error":')
  if (isRefusal && raw.includes(argument)) problems.push('an argument is in the refusal')
  for (const secret of neverSaid)
    if (raw.includes(secret)) problems.push(`${JSON.stringify(secret)} is in the reply`)
  if (/^\s+at .+:\d+:\d+/m.test(raw)) problems.push('a stack is in the reply')
  if (headers.has('access-control-allow-origin')) problems.push('an origin is reflected')
  const cookie = headers.get('set-cookie')
  if (
    cookie !== undefined &&
    !/^TWISTED_SESSION=[0-9a-f]{64}; Path=\/; HttpOnly; SameSite=Lax(?:; Secure)?$/.test(cookie)
  ) {
    problems.push(`the cookie is ${cookie}`)
  }
  return problems
}

const neverSaid = [
  credentials.password,
  authorization.slice('Basic '.length),
  root,
  'node_modules',
  'WitnessSecret',
  'index.js',
]

function isOneOf(value: number, allowed: number | readonly number[]) {
  return typeof allowed === 'number' ? value === allowed : allowed.includes(value)
}

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

function heapUsed() {
  collectGarbage()
  return process.memoryUsage().heapUsed
}
