// The agent as it is deployed: its own configuration reader, plugin host, credentials and log.
import { fileURLToPath } from 'node:url'
import { buildApp } from '../../dist/src/app.js'
import { loadAgentConfig } from '../../dist/src/config/agent-config.js'
import { buildLog } from '../../dist/src/logging.js'
import { listening } from './listening.js'

const config = loadAgentConfig(fileURLToPath(new URL('../agent/agent.ini', import.meta.url)))
const app = await buildApp(config, buildLog({ level: config.logLevel }))
await app.server.listen({ host: config.host, port: config.port })
await app.start()
listening(app.server.server)
