import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendSessionId, sessionIdOf } from '../../../src/http/session-cookie.ts'
import type { Random } from '../../xmlrpc/made-up-calls.ts'
import type { Target } from '../target.ts'

const id = '0123456789abcdef'.repeat(4)

/** The reader of sessions in `Cookie` headers, against a plain reading of RFC 6265. */
export async function cookieTarget(): Promise<Target> {
  return {
    covers: ['src/http/session-cookie'],
    tokens: [
      ['TWISTED_SESSION', 'TWISTED_SESSION=', `TWISTED_SESSION=${id}`, `TWISTED_SESSION="${id}"`, id],
      [';', '; ', '=', '"', ' ', '\t', ',', '\\', id.toUpperCase(), 'twisted_session', '\v', '\f'],
    ].flat(),
    nests: [
      ['"', '"'],
      [';', ';'],
    ],
    make: random => Buffer.from(Array.from({ length: random.number(5) }, () => pair(random)).join(';')),
    run(input) {
      // As Node hands headers over: a character for each byte, and none that ends or hides a line.
      const header = input.toString('latin1').replace(/[^\t\x20-\x7E\x80-\xFF]/g, '')
      const ours = read(header)
      const theirs = plainReading(header)
      if (ours !== theirs) return `cookie: read as ${ours}, but a plain reading has ${theirs}`
      const sent = sentCookie(id).split(';')[0] ?? ''
      if (theirs === undefined && read(`${header};${sent}`) !== id)
        return 'lost: a good cookie behind this header'
      if (read(`${sent};${header}`) !== id) return 'lost: a good cookie before this header'
      return undefined
    },
  }
}

function pair(random: Random) {
  const blank = () => random.pick(['', '', ' ', '  ', '\t'])
  const name = random.pick([
    'TWISTED_SESSION',
    'TWISTED_SESSION',
    'a',
    'XTWISTED_SESSION',
    'TWISTED_SESSION_2',
  ])
  const value = random.pick([id, id, `"${id}"`, '', 'abc', id.slice(1), `${id}0`, `"${id}`])
  return `${blank()}${name}=${value}${blank()}`
}

/** Only what the reader looks at. */
function read(cookie: string) {
  return sessionIdOf({ headers: { cookie } } as FastifyRequest)
}

/** RFC 6265, 5.4 backwards: pairs between semicolons, blanks around them, a value perhaps in quotes. */
function plainReading(header: string): string | undefined {
  for (const pair of header.split(';')) {
    const text = pair.replace(/^[ \t]+|[ \t]+$/g, '')
    if (!text.startsWith('TWISTED_SESSION=')) continue
    const value = text.slice('TWISTED_SESSION='.length)
    // Quotes on one side only are passed over, too: what they hold is certain.
    const bare = value.replace(/^"|"$/g, '')
    if (/^[0-9a-f]{64}$/.test(bare)) return bare
  }
  return undefined
}

/** Only what the writer looks at. */
function sentCookie(id: string): string {
  let sent = ''
  const raw = { setHeader: (_name: string, value: string) => (sent = value) }
  sendSessionId({ protocol: 'http' } as FastifyRequest, { raw } as unknown as FastifyReply, id)
  return sent
}
