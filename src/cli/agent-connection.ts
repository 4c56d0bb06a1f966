import { type Command, Option } from 'commander'
import { MMC_ERR_CREDENTIALS, MMC_ERR_NO_ANSWER, MMC_ERR_USAGE } from '../errors.ts'
import { type AgentTarget, targetOfFile, targetOfUrl } from './agent-target.ts'
import { CallFailed, faultOf } from './call-failed.ts'
import { type Answer, exchange } from './exchange.ts'
import { noAnswerWords } from './no-answer.ts'
import type { ConnectionOptions } from './options.ts'
import { whileWaiting } from './progress.ts'
import type { Terminal } from './read-password.ts'

export type { ConnectionOptions }

/** A running agent, as a command talks to it. */
export interface AgentConnection {
  /** Without a slash at its end. */
  readonly url: string
  /**
   * Calls a method at the JSON-RPC door. The session of a login lasts for the calls that follow.
   *
   * @param params - by position, or by name
   * @throws CallFailed when the answer is a fault, AgentError when there is none that could be read
   */
  call(method: string, params: readonly unknown[] | Readonly<Record<string, unknown>>): Promise<unknown>
  /**
   * Reads a document, such as `/openrpc.json`.
   *
   * @throws CallFailed when the agent answers with a fault, AgentError when it has no such document
   */
  get(path: string): Promise<unknown>
  /**
   * Asks for something to be done that the path says, such as `/plugins/users/release`.
   *
   * @throws as {@link get}
   */
  post(path: string): Promise<unknown>
}

/** Holds what `--url` does. */
export const urlVariable = 'MMC_AGENT_URL'

/** Adds the options that say which agent a command speaks to; {@link connectionOptions} reads them. */
export function addConnectionOptions(command: Command): Command {
  const options = [
    new Option('--url <url>', 'the agent at this address, in place of that of the configuration file').env(
      urlVariable,
    ),
    new Option(
      '--credentials <file>',
      'with --url: a file that holds login:password, or [main] login and password; without it, MMC_AGENT_CREDENTIALS=login:password, or asked on the terminal',
    ),
    new Option('--cacert <file>', 'with --url: trust this certificate, or what this CA has signed (PEM)'),
    new Option('--cert <file>', 'with --url: the certificate to show to the agent (PEM)'),
    new Option('--key <file>', 'with --url: its private key (PEM), where --cert does not hold it'),
    new Option('--timeout <seconds>', 'how long to wait for an answer; 0 waits for ever').default('300'),
  ]
  for (const option of options) command.addOption(option.helpGroup('Which agent:'))
  return command
}

/**
 * What the command line and the environment say about the agent to speak to. An agent that the command line names counts
 * before one that stands in the environment.
 *
 * @param command - of {@link addConnectionOptions}, parsed
 * @returns with the command's own options, `Own`
 * @throws MMC_ERR_USAGE for options that do not go together
 */
export function connectionOptions<Own extends object>(command: Command): ConnectionOptions & Own {
  const { url, ...options } = command.optsWithGlobals<ConnectionOptions>()
  const isGiven = (name: string) => command.getOptionValueSourceWithGlobals(name) === 'cli'
  const ofFile = (['inifile', 'host', 'port'] as const).filter(isGiven)
  const ofUrl = (['credentials', 'cacert', 'cert', 'key'] as const).filter(isGiven)
  if (ofFile.length > 0 && isGiven('url')) {
    throw MMC_ERR_USAGE(`--${ofFile[0]} and --url each name an agent; give one of them`)
  }
  const isThere = url !== undefined && (url !== '' || isGiven('url'))
  if (isThere && ofFile.length === 0) return { ...options, url } as ConnectionOptions & Own // as declared
  if (ofUrl.length === 0) return options as ConnectionOptions & Own
  throw MMC_ERR_USAGE(`--${ofUrl[0]} goes with --url; the agent of ${options.inifile} has its own`)
}

/**
 * Finds the agent and what it wants to see; nothing is sent yet.
 *
 * @throws AgentError for a wrong option, file or configuration
 */
export async function connect(
  options: ConnectionOptions,
  terminal: Terminal = process,
): Promise<AgentConnection> {
  const timeoutMs = milliseconds(options.timeout ?? '300')
  const target = await (options.url === undefined
    ? targetOfFile(options)
    : targetOfUrl(options.url, options, terminal))
  let cookie: string | undefined

  const send = async (method: string, path: string, body?: string): Promise<Answer> => {
    const url = `${target.url}${path}`
    const headers = { accept: 'application/json', ...(cookie && { cookie }) }
    try {
      const request = exchange(url, { ...target.options, method, headers }, { body, timeoutMs })
      const answer = await whileWaiting(target.url, request)
      cookie = sessionOf(answer) ?? cookie
      return answer
    } catch (error) {
      throw MMC_ERR_NO_ANSWER(url, noAnswerWords(error as NodeJS.ErrnoException, target, timeoutMs))
    }
  }

  return {
    url: target.url,
    async call(method, params) {
      const answer = await send('POST', '/jsonrpc', JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }))
      const response = read(answer, `${target.url}/jsonrpc`, target)
      if (typeof response === 'object' && response !== null && 'result' in response) return response.result
      throw MMC_ERR_NO_ANSWER(
        `${target.url}/jsonrpc`,
        'what came is no JSON-RPC answer; is an MMC agent there?',
      )
    },
    async get(path) {
      return read(await send('GET', path), `${target.url}${path}`, target)
    },
    async post(path) {
      return read(await send('POST', path, ''), `${target.url}${path}`, target)
    },
  }
}

const sessionCookie = /^TWISTED_SESSION=[0-9a-f]{64}(?=;|$)/

function sessionOf({ headers }: Answer) {
  return headers['set-cookie']?.map(text => sessionCookie.exec(text)?.[0]).find(found => found !== undefined)
}

/** The JSON of an answer, whatever its status, unless it is a refusal. */
function read({ status, headers, body }: Answer, url: string, target: AgentTarget): unknown {
  if (status === 401) throw MMC_ERR_CREDENTIALS(target.url, `mend ${target.source}`)
  if (status >= 300 && status < 400) {
    const where = headers.location === undefined ? '' : ` to ${headers.location}`
    throw MMC_ERR_NO_ANSWER(
      url,
      `it redirects${where}, and credentials are not sent on; give the agent's own URL`,
    )
  }
  let json: unknown
  try {
    json = JSON.parse(body)
  } catch {
    throw MMC_ERR_NO_ANSWER(url, `what came is not JSON (status ${status}); is an MMC agent there?`)
  }
  const fault = faultOf(json)
  if (fault !== undefined) throw new CallFailed(fault)
  if (status === 200) return json
  throw MMC_ERR_NO_ANSWER(url, `its status is ${status}; is an MMC agent there?`)
}

function milliseconds(text: string) {
  const seconds = Number(text)
  if (/^\d+(\.\d+)?$/.test(text) && seconds <= 86_400) return seconds * 1000
  throw MMC_ERR_USAGE(`--timeout ${text}: must be a number of seconds from 0 to 86400`)
}
