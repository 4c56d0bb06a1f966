import {
  currentCall,
  currentPlugin,
  Fault,
  type Log,
  type RpcStruct,
  shLaunchDeferred,
  userKey,
} from 'mmc-agent'
import { isName, textOf } from './arguments.ts'
import { currentParts, type Parts } from './parts.ts'

interface Request {
  readonly user: string
  readonly server: string
  readonly lang: string
}

const longestText = 1000

/**
 * Has a token made that logs a user in once, within 15 minutes, and hands it to the command `[hooks] usertoken`,
 * which brings it to the user. The caller never sees it, and gets the same answer at once whether or not there is such a
 * user: true, or false where there is no such command.
 *
 * @param user - name of the user
 * @param server - address of the web interface, for the command
 * @param lang - language of the user, for the command
 * @returns whether there is a command that brings tokens to users
 */
export function createAuthToken(user: string, server: string, lang: string): boolean {
  const request = {
    user: textOf('user', user),
    server: shortText('server', server),
    lang: shortText('lang', lang),
  }
  const parts = currentParts()
  if (parts.config.tokenHook === undefined || !isName(request.user))
    return parts.config.tokenHook !== undefined

  const { session, log } = currentCall()
  // Counted like logins that fail, or a stranger could have any number of messages sent to somebody.
  session.attempt(`token of ${userKey(request.user)}`)
  void send(request, parts, parts.config.tokenHook, log).catch(error => {
    log.error({ err: error }, 'no token was sent')
  })
  return true
}

async function send({ user, server, lang }: Request, { chain, tokens }: Parts, hook: string, log: Log) {
  const found = await chain.find(user, log)
  if (found === null) return log.warn({ user }, 'a token was asked for somebody who is not there')

  const token = tokens.create(userKey(found.user))
  const attributes = textsOf(found.attributes)
  const { exitCode, signal, timedOut } = await shLaunchDeferred(hook, {
    input: `${JSON.stringify({ user: found.user, token, server, lang, attributes })}\n`,
    // The call ends before the command does.
    signal: currentPlugin().signal,
  })
  // Never what it wrote: that may be the token.
  if (exitCode === 0) log.info({ user: found.user }, 'a token was handed to [hooks] usertoken')
  else log.error({ user: found.user, exitCode, signal, timedOut }, '[hooks] usertoken failed')
}

/** What JSON can carry as it is: a text, or a list of texts, as of mail addresses. */
function textsOf(attributes: RpcStruct): RpcStruct {
  const isText = (value: unknown) => typeof value === 'string'
  return Object.fromEntries(
    Object.entries(attributes).filter(
      ([, value]) => isText(value) || (Array.isArray(value) && value.every(isText)),
    ),
  )
}

function shortText(name: string, value: unknown) {
  const text = textOf(name, value)
  if (text.length > longestText) throw new Fault(`'${name}' has more than ${longestText} characters`)
  return text
}
