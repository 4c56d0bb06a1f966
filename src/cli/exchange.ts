import * as http from 'node:http'
import * as https from 'node:https'

/** What came back, whatever its status. */
export interface Answer {
  readonly status: number
  readonly headers: http.IncomingHttpHeaders
  readonly body: string
}

/** Some hundred times what an agent answers; whatever listens there must not fill the memory. */
const mostBytes = 256 * 1024 * 1024

/**
 * Makes one HTTP request. A redirection is an answer like any other.
 *
 * @param timeoutMs - for all of it; 0 waits for ever
 */
export function exchange(
  url: string,
  options: Omit<https.RequestOptions, 'headers'> & { readonly headers: http.OutgoingHttpHeaders },
  { body, timeoutMs }: { body: string | undefined; timeoutMs: number },
): Promise<Answer> {
  const { request } = url.startsWith('https:') ? https : http
  const headers = body === undefined ? {} : { 'content-type': 'application/json' }
  return new Promise((resolve, reject) => {
    request(
      url,
      {
        ...options,
        // A connection of its own, which ends with the reply.
        agent: false,
        headers: { ...options.headers, ...headers },
        ...(timeoutMs > 0 && { signal: AbortSignal.timeout(timeoutMs) }),
      },
      response => void answerOf(response).then(resolve, reject),
    )
      .once('error', reject)
      .end(body)
  })
}

async function answerOf(response: http.IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of response) {
    length += chunk.length
    if (length > mostBytes) throw new Error(`it sends more than ${mostBytes} bytes`)
    chunks.push(chunk)
  }
  // There is one wherever a response is.
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: Buffer.concat(chunks).toString(),
  }
}
