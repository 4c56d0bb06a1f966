import { Fault, FaultCode, isFault } from '../rpc/fault.ts'
import { faultStatus } from '../rpc/fault-status.ts'

/**
 * A request refused by the HTTP side, before any method was looked at. Each door answers it in its own form, with
 * this status.
 */
export class HttpFault extends Fault {
  readonly statusCode: number

  constructor(
    message: string,
    code: number,
    statusCode: number = faultStatus(code),
    retryAfterSeconds?: number,
  ) {
    super(message, { code, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) })
    this.statusCode = statusCode
  }
}

interface FastifyWords {
  readonly statusCode?: number
  readonly message?: string
  readonly code?: string
}

/**
 * Whatever a hook, a body parser or Fastify itself throws, as a fault. Fastify's own errors carry a status below 500
 * and words of their own; anything else is a mistake of ours, whose words stay in the log.
 */
export function httpFaultOf(error: unknown, bodyLimitBytes: number): HttpFault {
  if (error instanceof HttpFault) return error
  // What a wire says of a body that it has read is an answer like any other.
  if (isFault(error)) return new HttpFault(error.message, error.code, 200)
  const { statusCode = 500, message, code } = error as FastifyWords
  // The client has gone, and nobody will read this.
  if (code === 'ECONNRESET') return new HttpFault('The body did not come whole', FaultCode.invalidRequest)
  // Fastify's words repeat the path, and nobody has been asked for credentials yet.
  if (code === 'FST_ERR_BAD_URL')
    return new HttpFault('The path of the request cannot be decoded', FaultCode.invalidRequest)
  if (statusCode === 413) return bodyTooLarge(bodyLimitBytes)
  if (statusCode < 500) return new HttpFault(String(message), FaultCode.invalidRequest, statusCode)
  return new HttpFault('The agent failed; its log has the cause', FaultCode.internalError)
}

export function bodyTooLarge(limitBytes: number): HttpFault {
  return new HttpFault(`The body is larger than ${limitBytes} bytes, [limits] bodybytes`, FaultCode.tooLarge)
}
