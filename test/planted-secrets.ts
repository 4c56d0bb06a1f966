import { ServerResponse } from 'node:http'

const planted = new Set<string>()

/** What was found where it must never be, a line each. */
const leaked: string[] = []

/**
 * Has every line that an agent of this test file logs, and every reply that it gives, looked through for a text, in the forms
 * in which it travels too.
 */
export function plantSecret(secret: string): string {
  for (const form of [secret, Buffer.from(secret).toString('base64'), encodeURIComponent(secret)])
    planted.add(form)
  return secret
}

/** For tests that make up names of methods out of pieces of requests: an agent may say a name that it does not know. */
export function plantNothing(): void {
  planted.clear()
}

/** Ids of sessions are secrets that the agent makes itself. */
const sessionId = /(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/

/** Looks through something that the agent has written into its log, or to standard error. */
export function watchLog(text: string): void {
  watch(text, 'the log')
  if (sessionId.test(text)) note(text, 'the id of a session', 'the log')
}

watchReplies()

/** Those of servers in this process, over the network or injected: all of them go through these two. */
function watchReplies() {
  for (const name of ['write', 'end'] as const) {
    const original = ServerResponse.prototype[name]
    // As it is declared, with all its overloads.
    ServerResponse.prototype[name] = function (this: ServerResponse, ...args: unknown[]) {
      const [body] = args
      if (typeof body === 'string' || Buffer.isBuffer(body)) watch(String(body), 'a reply')
      return Reflect.apply(original, this, args)
    } as typeof original & ServerResponse['write'] & ServerResponse['end']
  }
}

function watch(text: string, where: string) {
  for (const secret of planted) if (text.includes(secret)) note(text, secret, where)
}

function note(text: string, secret: string, where: string) {
  leaked.push(`${secret} is in ${where}: ${text.slice(0, 500)}`)
}

process.on('exit', () => {
  for (const line of leaked) process.stderr.write(`a secret has leaked: ${line}\n`)
  if (leaked.length > 0) process.exitCode = 1
})
