import type { FastifyInstance } from 'fastify'
import { FaultCode } from '../rpc/fault.ts'
import { HttpFault } from './http-fault.ts'

/** Checks what Node leaves to us in the head of a request, or would refuse without words. */
export function checkHeads(server: FastifyInstance, mostHeaders: number): void {
  // Node leaves out those past its limit, credentials or origin among them.
  server.server.maxHeadersCount = 0
  server.addHook('onRequest', ({ raw: { httpVersion, rawHeaders }, headers }, reply, done) => {
    // Node answers as if the header were not there, and then reads no further request.
    if (headers.upgrade !== undefined) reply.header('connection', 'close')
    const count = rawHeaders.length / 2
    if (count > mostHeaders) {
      const words = `The request has ${count} header lines; at most ${mostHeaders} are allowed, [limits] headers`
      return done(new HttpFault(words, FaultCode.tooLarge, 431))
    }
    if (httpVersion === '1.1' && headers.host === undefined) {
      return done(new HttpFault('HTTP/1.1 needs a Host header', FaultCode.invalidRequest))
    }
    if (isGivenTwice(rawHeaders, 'host')) {
      return done(new HttpFault('The Host header is given twice', FaultCode.invalidRequest))
    }
    // Node passes over what it does not know, and another server on the way may not.
    const coding = headers['transfer-encoding']
    if (coding !== undefined && coding.trim().toLowerCase() !== 'chunked') {
      reply.header('connection', 'close')
      return done(
        new HttpFault('Transfer-Encoding can be chunked, and nothing else', FaultCode.invalidRequest),
      )
    }
    done()
  })
}

function isGivenTwice(rawHeaders: readonly string[], name: string) {
  return rawHeaders.filter((text, index) => index % 2 === 0 && text.toLowerCase() === name).length > 1
}
