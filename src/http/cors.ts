import cors from '@fastify/cors'
import type { FastifyInstance } from 'fastify'
import { FaultCode } from '../rpc/fault.ts'
import { HttpFault } from './http-fault.ts'

const aDay = 86_400

/**
 * Lets pages of the listed web sites call from a browser, with credentials. Only a listed origin is ever named back; with
 * none listed, nothing is sent. A browser asks first, without credentials: so this answers before they are looked at.
 */
export async function allowOrigins(server: FastifyInstance, origins: readonly string[]): Promise<void> {
  if (origins.length === 0) return
  // Whoever is no browser asks nothing first: for them OPTIONS is one more way to speak that no door has.
  server.addHook('onRequest', async (request, reply) => {
    if (request.method !== 'OPTIONS' || request.headers.origin !== undefined) return
    reply.header('allow', 'POST')
    throw new HttpFault('OPTIONS is for browsers, which send an Origin', FaultCode.invalidRequest, 405)
  })
  await server.register(cors, {
    origin: [...origins],
    credentials: true,
    methods: ['GET', 'POST'],
    allowedHeaders: ['authorization', 'content-type', 'if-none-match'],
    exposedHeaders: ['etag'],
    maxAge: aDay,
  })
}
