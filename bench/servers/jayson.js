import { once } from 'node:events'
import jayson from 'jayson'
import { listening } from './listening.js'

const methods = { 'bench.echo': ([value], callback) => callback(null, value) }
const server = new jayson.Server(methods).http()
await once(server.listen(0, '127.0.0.1'), 'listening')
listening(server)
