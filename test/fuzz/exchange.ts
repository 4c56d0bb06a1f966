import { connect } from 'node:net'

/** A request as it goes over the wire. */
export interface WireRequest {
  readonly bytes: Buffer
  /** Whether it says where it ends, so that the agent must answer it; otherwise it may be cut off. */
  readonly isWhole: boolean
}

/** One reply, cut out of what came back. */
export interface WireReply {
  readonly status: number
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: Buffer
}

const blankLine = '\r\n\r\n'
const noChunks = '0\r\n\r\n'

/** Headers that say where a body ends, or that something else is to be waited for. */
const framing = /^(?:content-length|transfer-encoding|expect)[ \t]*:/im

/** Adds what tells where the body ends, unless the head has its own say in it. */
export function framed(input: Buffer): WireRequest {
  const end = input.indexOf(blankLine)
  const head = end === -1 ? '' : input.toString('latin1', 0, end)
  if (end === -1 || framing.test(head)) return { bytes: input, isWhole: false }
  const body = input.subarray(end + blankLine.length)
  const added = Buffer.from(`\r\nContent-Length: ${body.length}\r\nConnection: close${blankLine}`)
  return { bytes: Buffer.concat([input.subarray(0, end), added, body]), isWhole: true }
}

/** Sends bytes over a connection of their own and reads to its end. @returns undefined where that takes longer than `ms` */
export function exchange(
  port: number,
  { bytes, isWhole }: WireRequest,
  ms: number,
): Promise<Buffer | undefined> {
  return new Promise(resolve => {
    const chunks: Buffer[] = []
    const socket = connect(port, '127.0.0.1')
    const timer = setTimeout(() => socket.destroy(), ms)
    let isLate = true
    socket.on('data', chunk => chunks.push(chunk))
    socket.on('end', () => {
      isLate = false
    })
    // The agent may close before it has read everything; what it said counts.
    socket.on('error', () => {
      isLate = false
    })
    socket.on('close', () => {
      clearTimeout(timer)
      resolve(isLate ? undefined : Buffer.concat(chunks))
    })
    // What does not say where it ends is ended by hand, or both sides would wait.
    if (isWhole) socket.write(bytes)
    else socket.end(bytes)
  })
}

/**
 * Cuts replies apart by their lengths.
 *
 * @param isHead - whether the first one has the length of a body that is not sent
 * @returns what is malformed, or the replies
 */
export function repliesOf(bytes: Buffer, isHead: boolean): WireReply[] | string {
  const replies: WireReply[] = []
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(blankLine, at)
    if (end === -1) return 'malformed: a reply without the end of its head'
    const [statusLine = '', ...lines] = bytes.toString('latin1', at, end).split('\r\n')
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(statusLine)?.[1])
    if (!(status >= 100)) return `malformed: status line ${statusLine.slice(0, 80)}`
    at = end + blankLine.length
    if (status < 200) continue
    const headers = new Map(
      lines.map(line => [line.split(':')[0]?.toLowerCase() ?? '', line.replace(/^[^:]*: */, '')]),
    )
    // Half a request for a head alone is no request, and is told so in words.
    const isNoise = headers.get('content-type')?.startsWith('text/plain') ?? false
    const hasBody = status !== 204 && status !== 304 && (isNoise || !(isHead && replies.length === 0))
    // Node itself answers a request without a Host, in chunks of which there are none.
    const isChunked = headers.get('transfer-encoding') === 'chunked' && bytes.indexOf(noChunks, at) === at
    if (isChunked) at += noChunks.length
    const length = hasBody && !isChunked ? Number(headers.get('content-length')) : 0
    if (!Number.isSafeInteger(length)) return `malformed: no length in ${statusLine}`
    if (at + length > bytes.length) return 'malformed: a reply shorter than its length'
    replies.push({ status, headers, body: bytes.subarray(at, at + length) })
    at += length
  }
  return replies
}
