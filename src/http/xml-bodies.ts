import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import xmlBodyParser from 'fastify-xml-body-parser'
import { Fault, FaultCode } from '../rpc/fault.ts'
import { inTurns } from '../rpc/work.ts'
import { decodeText } from '../xmlrpc/charset.ts'
import { guardDocument } from '../xmlrpc/guard.ts'
import { bodyTooLarge, HttpFault } from './http-fault.ts'
import { readPackedBody } from './packed-body.ts'
import type { BodyReader } from './rpc-endpoint.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** What the guard found between the tags of an XML-RPC request's root; null where there was no body. */
    guardedContent: string | null
  }
}

const contentTypes = ['text/xml', 'application/xml']

/**
 * Bodies as the text between the tags of their root, by way of fastify-xml-body-parser.
 *
 * The parser reads without a limit, takes every body for UTF-8 and passes over what is wrong around the root
 * (dependencies 4). So a guard stands in front: it bounds the bytes, unpacks and decodes them, and lets the parser see
 * nothing but the root and its content, which must come out as it went in; of a long one, nothing but the root.
 */
export function xmlBodies(limitBytes: number): BodyReader<string> {
  return {
    async install(scope: FastifyInstance) {
      scope.removeAllContentTypeParsers()
      scope.decorateRequest('guardedContent', null)
      scope.addHook('onRequest', async request => takeUntyped(request))
      scope.addHook('preParsing', async request => refuseOtherTypes(request))
      scope.addHook('preParsing', async (request, _reply, payload) => {
        request.guardedContent = await readGuarded(request, payload as Readable, limitBytes)
        return replay(`<methodCall>${shown(request.guardedContent)}</methodCall>`)
      })
      await scope.register(xmlBodyParser, { contentType: contentTypes, ...parserOptions })
    },
    read: contentOf,
  }
}

/** Leaves the content of the root as it stands: entities, blanks, numbers and tags are for our decoder. */
const parserOptions = {
  stopNodes: ['methodCall'],
  processEntities: false,
  parseTagValue: false,
  trimValues: false,
}

/** The parser goes through a content once and cannot be interrupted: 4 MiB would take it a tenth of a second. */
const longestShown = 262_144

/** What the parser gets to see; nothing of a long content, for which guard and decoder must do. */
function shown(content: string) {
  return content.length <= longestShown ? content : ''
}

/** A stream of one text; Readable.from() would cost a small call a tenth of its time. */
function replay(text: string): Readable {
  const stream = new Readable({ objectMode: true, read() {} })
  stream.push(text)
  stream.push(null)
  return stream
}

/**
 * Hand-written clients send no type at all, or curl's for forms. A page of a web site can send those too, without
 * asking first: so they are taken from others than browsers only.
 */
function takeUntyped({ headers }: FastifyRequest) {
  const type = mediaType(headers)
  const isUntyped = type === undefined || type === 'application/x-www-form-urlencoded'
  const isBrowser = headers.origin !== undefined || headers['sec-fetch-site'] !== undefined
  if (isUntyped && !isBrowser) headers['content-type'] = 'text/xml'
}

/** Fastify would look at the type once the body has been read. */
function refuseOtherTypes({ headers }: FastifyRequest) {
  const type = mediaType(headers)
  if (type === undefined || contentTypes.includes(type)) return
  throw new HttpFault('Unsupported Media Type', FaultCode.invalidRequest, 415)
}

function mediaType(headers: FastifyRequest['headers']) {
  return headers['content-type']?.split(';')[0]?.trim().toLowerCase()
}

async function readGuarded(
  { headers }: FastifyRequest,
  payload: Readable,
  limitBytes: number,
): Promise<string> {
  if (Number(headers['content-length'] ?? 0) > limitBytes) {
    throw bodyTooLarge(limitBytes)
  }
  const bytes = await readPackedBody(payload, headers['content-encoding'] ?? 'identity', limitBytes)
  return inTurns(guardDocument(await inTurns(decodeText(bytes, headers['content-type'] ?? ''))))
}

/** @throws Fault -32700 without a body, or where parser and guard did not see the same */
function contentOf({ body, guardedContent }: FastifyRequest): string {
  if (guardedContent === null) throw new Fault('The body is empty', { code: FaultCode.parseError })
  const { methodCall } = body as { methodCall?: unknown }
  if (methodCall === shown(guardedContent)) return guardedContent
  throw new Fault('The body cannot be told for certain', { code: FaultCode.parseError })
}
