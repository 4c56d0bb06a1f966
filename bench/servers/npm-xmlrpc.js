import { once } from 'node:events'
import xmlrpc from 'xmlrpc'
import { listening } from './listening.js'

const server = xmlrpc.createServer({ host: '127.0.0.1', port: 0 })
server.on('bench.echo', (_error, [value], callback) => callback(null, value))
await once(server.httpServer, 'listening')
listening(server.httpServer)
