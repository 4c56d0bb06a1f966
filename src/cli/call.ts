import { readFile } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import { MMC_ERR_CREDENTIALS, MMC_ERR_USAGE } from '../errors.ts'
import { type AgentConnection, type ConnectionOptions, connect } from './agent-connection.ts'
import { CallFailed } from './call-failed.ts'
import { readParameters } from './call-parameters.ts'
import { nextStep } from './describe.ts'
import type { PrintOptions } from './methods.ts'
import { jsonText } from './printable.ts'
import { askLines } from './read-password.ts'
import { type RemoteMethod, readMethods } from './remote-methods.ts'

export interface CallOptions extends ConnectionOptions, PrintOptions {
  /** Who logs in first. */
  readonly login?: string
}

/**
 * `mmc-agent call <method> [parameter…]`: calls a method of a running agent.
 *
 * @param words - the parameters, as {@link readParameters} reads them
 * @returns the result as JSON: laid out for people, in one line for programs
 * @throws AgentError when the agent does not answer, CallFailed when it answers with a fault
 */
export async function call(name: string, words: readonly string[], options: CallOptions): Promise<string> {
  const agent = await connect(options)
  const methods = await readMethods(agent)
  const method = methods.find(method => method.name === name)
  const callee = method ?? { name, parameters: null, schemas: {} }
  const params = await readParameters(callee, words, inputReader())
  if (options.login !== undefined) await logIn(agent, options.login)
  try {
    return jsonText(await agent.call(name, params), options.json ? undefined : 2)
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error
    throw new CallFailed(error.fault, next(error.fault.code, name, methods))
  }
}

/** Standard input can be read once. */
function inputReader() {
  let isRead = false
  return async (path: string): Promise<Buffer> => {
    if (path !== '-') {
      try {
        return await readFile(path)
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException // what node:fs throws
        throw MMC_ERR_USAGE(`cannot read @${path}: ${code === 'ENOENT' ? 'there is no such file' : message}`)
      }
    }
    if (isRead) throw MMC_ERR_USAGE('@- stands for standard input, which can be read once')
    isRead = true
    return await buffer(process.stdin)
  }
}

const passwordVariable = 'MMC_AGENT_USER_PASSWORD'

async function logIn(agent: AgentConnection, user: string) {
  const refused = (why: string) => MMC_ERR_CREDENTIALS(agent.url, `'${user}' cannot log in: ${why}`)
  try {
    if ((await agent.call('base.ldapAuth', [user, await passwordOf(user)])) === true) return
  } catch (error) {
    throw error instanceof CallFailed ? refused(error.message) : error
  }
  throw refused('name or password is wrong, or nobody by that name may')
}

async function passwordOf(user: string) {
  const password = process.env[passwordVariable]
  if (password) return password
  if (!process.stdin.isTTY) {
    throw MMC_ERR_USAGE(`--login ${user} needs the password in ${passwordVariable}, or a terminal to ask on`)
  }
  const [answer] = await askLines([{ words: `Password of ${user}: `, isSecret: true }], process)
  if (!answer) throw MMC_ERR_USAGE('no password was given; nothing was called')
  return answer
}

/** What to do about a fault, where that is known. */
function next(code: number, name: string, methods: readonly RemoteMethod[]): string | undefined {
  switch (code) {
    case -32601:
      return nextStep(name, methods)
    case -32602:
      return `see mmc-agent describe ${name}`
    case -32603:
      return "the agent's log holds the cause, with that reference"
    case -32001:
      return 'see mmc-agent plugins'
    case 8003:
      return 'log in first with --login USER'
    default:
      return undefined
  }
}
