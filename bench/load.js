import { Buffer } from 'node:buffer'
import { Agent, request } from 'node:http'

const concurrency = 4

/** The replies that have been found right, by call. */
const rightReplies = new WeakMap()

/**
 * Sends a call `count` times, over connections that stay open.
 *
 * @throws Error for the first reply that is not the echo: an error is quickly answered, and must not be measured
 */
export async function sendCalls(port, call, count) {
  // A new one each time: a server may close a connection that was idle while others had their turn.
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency })
  const options = {
    agent,
    host: '127.0.0.1',
    port,
    path: call.path,
    method: 'POST',
    headers: { ...call.headers, 'content-length': Buffer.byteLength(call.body) },
  }
  let left = count
  const sendSome = async () => {
    while (left > 0) {
      left -= 1
      check(call, await send(options, call.body))
    }
  }
  try {
    await Promise.all(Array.from({ length: concurrency }, sendSome))
  } finally {
    agent.destroy()
  }
}

function send(options, body) {
  return new Promise((resolve, reject) => {
    const sent = request(options, response => {
      const chunks = []
      response.on('data', chunk => chunks.push(chunk))
      response.on('end', () => resolve({ status: response.statusCode, bytes: Buffer.concat(chunks) }))
      response.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

/** The first reply must hold the value, in whatever layout; every other one must be the same to the byte. */
function check(call, { status, bytes }) {
  const known = rightReplies.get(call)
  if (status === 200 && known?.equals(bytes)) return
  if (status === 200 && known === undefined && compact(String(bytes)).includes(compact(call.echoed))) {
    rightReplies.set(call, bytes)
    return
  }
  throw new Error(`wrong reply at ${call.path}, status ${status}: ${String(bytes).slice(0, 500)}`)
}

/** Without the blanks between tags, and those at the ends. */
function compact(text) {
  return text.replace(/>\s+</g, '><').trim()
}
