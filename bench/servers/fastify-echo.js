// What HTTP and JSON cost by themselves: Fastify with one route that answers what it was sent.
import { fastify } from 'fastify'
import { listening } from './listening.js'

const server = fastify({ bodyLimit: 16 * 1024 * 1024 })
server.post('/', async request => request.body)
await server.listen({ host: '127.0.0.1', port: 0 })
listening(server.server)
