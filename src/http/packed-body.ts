import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { gunzip, inflate, inflateRaw } from 'node:zlib'
import { Fault, FaultCode } from '../rpc/fault.ts'
import { bodyTooLarge, HttpFault } from './http-fault.ts'

/**
 * Reads a request's body to its end and unpacks it, counting both the bytes that come and those that come out.
 *
 * @param stream - the body as it comes
 * @param encoding - the request's Content-Encoding
 * @param limitBytes - the most that may come, and the most that may come out
 * @throws HttpFault 413 past the limit, 415 for an encoding that is not known; Fault -32700 for one that is broken
 */
export async function readPackedBody(
  stream: Readable,
  encoding: string,
  limitBytes: number,
): Promise<Buffer> {
  const unpack = unpackers.get(encoding.trim().toLowerCase())
  if (unpack === undefined) {
    const known = [...unpackers.keys()].join(', ')
    throw new HttpFault(
      `Content-Encoding ${encoding.slice(0, 40)} is not known; known are ${known}`,
      FaultCode.invalidRequest,
      415,
    )
  }
  return unpack(await collect(stream, limitBytes), limitBytes)
}

type Unpack = (packed: Buffer, limitBytes: number) => Promise<Buffer>

const unpackers = new Map<string, Unpack>([
  ['identity', async bytes => bytes],
  ['gzip', unpackWith(promisify(gunzip))],
  ['x-gzip', unpackWith(promisify(gunzip))],
  ['deflate', unpackDeflate],
])

function collect(stream: Readable, limitBytes: number): Promise<Buffer> {
  // Iterating over a stream destroys it in the end, and with it the connection before the client has its answer.
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    const take = (chunk: Buffer) => {
      length += chunk.length
      chunks.push(chunk)
      if (length > limitBytes) fail(bodyTooLarge(limitBytes))
    }
    const finish = () => {
      stop()
      resolve(Buffer.concat(chunks))
    }
    const fail = (error: Error) => {
      stop()
      reject(error)
    }
    const stop = () => stream.off('data', take).off('end', finish).off('error', fail)
    stream.on('data', take).on('end', finish).on('error', fail)
  })
}

function unpackWith(
  unzip: (packed: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>,
): Unpack {
  return async (packed, limitBytes) => {
    try {
      return await unzip(packed, { maxOutputLength: limitBytes })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw bodyTooLarge(limitBytes)
      throw new Fault('The body cannot be unpacked: it is broken, or of another Content-Encoding', {
        code: FaultCode.parseError,
      })
    }
  }
}

/** RFC 9110, 8.4.1.2: some clients send deflate without the zlib format around it; its first byte tells. */
function unpackDeflate(packed: Buffer, limitBytes: number) {
  const hasZlibFormat = ((packed[0] ?? 0) & 0x0f) === 8
  return unpackWith(promisify(hasZlibFormat ? inflate : inflateRaw))(packed, limitBytes)
}
