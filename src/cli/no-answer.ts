import type { AgentTarget } from './agent-target.ts'

/** Why no answer came, and what to try next. */
export function noAnswerWords(error: NodeJS.ErrnoException, target: AgentTarget, timeoutMs: number): string {
  // Of an address with several numbers, all refused, Node tells the code only.
  const { message, code = '' } = error
  if (code === 'ABORT_ERR')
    return `none within ${timeoutMs / 1000} s; see the agent's log, or raise --timeout`
  const words = message.trim() || code
  if (target.isOfFile) return `${words}; is an agent running with ${target.source}?`
  const next = nextSteps.find(([pattern]) => pattern.test(`${code} ${message}`))?.[1]
  return next === undefined ? words : `${words}; ${next(target)}`
}

const nextSteps: readonly [RegExp, (target: AgentTarget) => string][] = [
  [/^ECONNREFUSED/, () => 'is an agent running there, and listening on that address?'],
  [/^(ENOTFOUND|EAI_AGAIN)/, () => 'see the name of the host in --url'],
  [
    /wrong version number|packet length too long/,
    ({ url }) => `without TLS it is --url http:${url.slice(6)}`,
  ],
  [/^(ECONNRESET|HPE_)/, ({ url }) => (url.startsWith('http:') ? 'does it want https?' : 'see its log')],
  [
    /SELF_SIGNED|UNABLE_TO_(GET_ISSUER|VERIFY)/,
    () => 'name the certificate, or that of the CA that signed it, with --cacert',
  ],
  [
    /ALTNAME/,
    () =>
      'use the name that the certificate has, or name the very certificate that the agent shows with --cacert',
  ],
  [/CERT_HAS_EXPIRED|CERT_NOT_YET_VALID/, () => "mend the agent's certificate, or this machine's clock"],
  [
    /alert (certificate required|handshake failure|bad certificate|unknown ca)/,
    () => 'the agent wants a certificate that it knows: --cert and --key',
  ],
]
