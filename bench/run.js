// npm run bench: CPU time per call of the agent's RPC doors beside other servers. README.md says how to read it.
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { sendCalls } from './load.js'
import { payloads } from './payloads.js'
import { startServer } from './server-process.js'
import { servers } from './servers.js'
import { table } from './table.js'

const usage = `Usage: npm run bench -- [options]

  --rounds <n>    measured rounds for each payload (default: 5)
  --calls <n>     calls to each server in a round (default: as many as suit the payload)
  --only <names>  payloads to send, such as small,large (default: ${payloads.map(({ name }) => name).join(',')})
`

/** Rounds that are not counted: V8 has compiled what is hot after some 5,000 small calls. */
const warmUps = 2

async function main() {
  const { rounds, calls, chosen } = readOptions()
  process.stdout.write(
    `Node ${process.version} on ${process.platform} ${process.arch}, ${availableParallelism()} CPUs\n`,
  )
  for (const payload of chosen) await benchPayload(payload, rounds, calls ?? payload.calls)
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: { rounds: { type: 'string' }, calls: { type: 'string' }, only: { type: 'string' } },
    })
    return { rounds: count(values.rounds) ?? 5, calls: count(values.calls), chosen: choose(values.only) }
  } catch (error) {
    process.stderr.write(`${error.message}\n\n${usage}`)
    process.exit(2)
  }
}

function count(text) {
  if (text === undefined) return undefined
  if (/^[1-9][0-9]*$/.test(text)) return Number(text)
  throw new Error(`'${text}' is no number of rounds or calls`)
}

function choose(names) {
  if (names === undefined) return payloads
  return names.split(',').map(name => {
    const payload = payloads.find(payload => payload.name === name)
    if (payload === undefined) throw new Error(`there is no payload '${name}'`)
    return payload
  })
}

/** Fresh processes for each payload: so the memory is this payload's own, and no code is tuned to another one. */
async function benchPayload(payload, rounds, calls) {
  const runs = servers.map(({ name, file, call }) => ({
    name,
    child: startServer(file),
    call: call(payload.value),
    samples: [],
  }))
  try {
    // The servers take turns within a round, so that all see the same changes of the machine.
    for (let round = 1 - warmUps; round <= rounds; round += 1) {
      for (const { child, call, samples } of runs) {
        const port = await child.port
        const before = child.cpuMicros()
        await sendCalls(port, call, calls)
        if (round > 0) samples.push((child.cpuMicros() - before) / calls)
      }
    }
    const rows = runs.map(({ name, child, samples }) => ({ name, samples, peakBytes: child.peakBytes() }))
    process.stdout.write(
      `\n${payload.name}: ${payload.title}; ${rounds} × ${calls} calls each\n\n${table(rows)}`,
    )
  } finally {
    for (const { child } of runs) child.stop()
  }
}

await main()
