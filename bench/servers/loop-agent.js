// The agent as it is deployed, with a probe in its event loop and a plugin of its own, some of whose types are known.
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildApp } from '../../dist/src/app.js'
import { loadAgentConfig } from '../../dist/src/config/agent-config.js'
import { buildLog } from '../../dist/src/logging.js'
import { description, pluginSource } from '../loop/plugin.js'
import { listening } from './listening.js'

const folder = mkdtempSync(join(tmpdir(), 'mmc-bench-'))
process.once('exit', () => rmSync(folder, { recursive: true }))
mkdirSync(join(folder, 'plugins', 'loop'), { recursive: true })
mkdirSync(join(folder, 'conf'))
const write = (file, text) => writeFileSync(join(folder, file), text)
write(
  'agent.ini',
  '[main]\nlogin = mmc\npassword = bench\nport = 0\nplugindirs = plugins\npluginconfdir = conf\nrequired = loop\nrequirelogin = 0\n[log]\nlevel = fatal\n',
)
write('conf/loop.ini', '[main]\ndisable = 0\n')
write('plugins/loop/index.js', pluginSource)
write('plugins/loop/package.json', '{ "type": "module" }')
const digest = createHash('sha256').update(pluginSource).digest('hex')
write('plugins/loop/methods.json', JSON.stringify({ ...description, files: { 'index.js': digest } }))

const config = loadAgentConfig(join(folder, 'agent.ini'))
const app = await buildApp(config, buildLog({ level: config.logLevel }))
await app.server.listen({ host: config.host, port: config.port })
await app.start()

let last = now()
let longest = 0
let cpu = process.cpuUsage()
setInterval(() => {
  longest = Math.max(longest, now() - last)
  last = now()
}, 1)

/** In ms, and of the main thread alone: on a busy machine, a thread that waits for a processor holds up nothing of ours. */
function now() {
  const nanos = Number(
    readFileSync(`/proc/${process.pid}/task/${process.pid}/schedstat`, 'utf8').split(' ')[0],
  )
  return nanos / 1e6
}
process.on('message', what => {
  if (what === 'begin') {
    longest = 0
    last = now()
    cpu = process.cpuUsage()
    process.send({})
    return
  }
  // What came last may have held the loop up as well.
  const { user, system } = process.cpuUsage(cpu)
  process.send({ stretchMs: Math.max(longest, now() - last), cpuMs: (user + system) / 1000 })
})
listening(app.server.server)
