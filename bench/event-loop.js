// npm run bench:loop: the longest stretch of an agent's event loop that one request can cause. README.md says how to read it.
import { Buffer } from 'node:buffer'
import { request } from 'node:http'
import { parseArgs } from 'node:util'
import { requests } from './loop/requests.js'
import { startServer } from './server-process.js'

const usage = `Usage: npm run bench:loop -- [options]

  --rounds <n>   how often each request is sent (default: 5)
  --only <text>  requests with this in their title only, such as 'XML-RPC'
`

async function main() {
  const { rounds, only } = readOptions()
  const chosen = requests.filter(({ title }) => title.includes(only))
  const agent = startServer('loop-agent.js')
  try {
    const port = await agent.port
    const idle = await measure(agent, () => new Promise(resolve => setTimeout(resolve, 300)))
    process.stdout.write(`longest stretch of the idle agent: ${idle.stretchMs.toFixed(1)} ms\n\n`)
    process.stdout.write(`${line('request', 'MB', 'reply MB', 'stretch ms', 'CPU ms', 'answer')}\n`)
    for (const each of chosen) process.stdout.write(`${await measureRequest(agent, port, each, rounds)}\n`)
  } finally {
    agent.stop()
  }
}

function readOptions() {
  try {
    const { values } = parseArgs({ options: { rounds: { type: 'string' }, only: { type: 'string' } } })
    return { rounds: Number(values.rounds ?? 5), only: values.only ?? '' }
  } catch (error) {
    process.stderr.write(`${error.message}\n\n${usage}`)
    process.exit(2)
  }
}

/** The least of the rounds: what the machine does besides makes a stretch longer, never shorter. */
async function measureRequest(agent, port, { title, path, headers, body }, rounds) {
  const bytes = Buffer.from(body())
  let reply
  const samples = []
  for (let round = 0; round < rounds; round += 1) {
    const sample = await measure(agent, async () => {
      reply = await send(port, path, headers, bytes)
    })
    samples.push(sample)
  }
  const least = name => Math.min(...samples.map(sample => sample[name])).toFixed(0)
  return line(
    title,
    megabytes(bytes),
    megabytes(reply.bytes),
    least('stretchMs'),
    least('cpuMs'),
    `${reply.status} ${excerpt(reply.bytes)}`,
  )
}

async function measure(agent, act) {
  await agent.ask('begin')
  await act()
  return agent.ask('end')
}

function send(port, path, headers, body) {
  const authorization = `Basic ${Buffer.from('mmc:bench').toString('base64')}`
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, path, method: 'POST', headers: { ...headers, authorization } },
      response => {
        const chunks = []
        response.on('data', chunk => chunks.push(chunk))
        response.on('end', () => resolve({ status: response.statusCode, bytes: Buffer.concat(chunks) }))
        response.on('error', reject)
      },
    )
    // A body that is refused by its length is not read to its end.
    sent.on('error', error => (error.code === 'EPIPE' ? undefined : reject(error)))
    sent.end(body)
  })
}

function megabytes(bytes) {
  return (bytes.length / 1e6).toFixed(2)
}

/** What the agent answered, so that nobody takes a refusal for speed. */
function excerpt(bytes) {
  const text = bytes.toString('utf8', 0, 2000)
  const [, fault] =
    /"message":"([^"]*)"/.exec(text) ?? /faultString<\/name>\s*<value><string>([^<]*)/.exec(text) ?? []
  return (fault ?? 'result').slice(0, 70)
}

function line(title, ...cells) {
  const widths = [6, 9, 11, 7]
  const numbers = widths.map((width, index) => cells[index].padStart(width))
  return [title.padEnd(58), ...numbers, ` ${cells.at(-1)}`].join(' ')
}

await main()
