// The npm package xmlrpc. Reads calls and prints their outcomes, in the words of test/interop/values.ts.
import { Buffer } from 'node:buffer'
import { Agent } from 'node:http'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import xmlrpc from 'xmlrpc'

const { MMC_HOST, MMC_PORT, MMC_LOGIN, MMC_PASSWORD } = process.env
const right = client(MMC_PASSWORD)
const wrong = client('wrong')

for await (const line of createInterface({ input: process.stdin })) {
  const [number, access, method, ...words] = line.split(' ')
  const params = []
  while (words.length > 0) params.push(read(words))
  const outcome = await ask(access === 'right' ? right : wrong, method, params)
  process.stdout.write(`${[number, ...outcome].join(' ')}\n`)
}

function client(pass) {
  return xmlrpc.createClient({
    host: MMC_HOST,
    port: MMC_PORT,
    path: '/RPC2',
    basic_auth: { user: MMC_LOGIN, pass },
    cookies: true,
    agent: new Agent({ keepAlive: true }),
  })
}

async function ask(client, method, params) {
  try {
    return ['value', ...write(await promisify(client.methodCall.bind(client))(method, params))]
  } catch (error) {
    if (error.faultCode === undefined) return ['error', word('string', error.message)]
    return ['fault', ...write(error.faultCode), ...write(error.faultString)]
  }
}

function read(words) {
  const [type, text] = take(words)
  if (type === 'array') return Array.from({ length: Number(text) }, () => read(words))
  if (type === 'struct') {
    return Object.fromEntries(Array.from({ length: Number(text) }, () => [take(words)[1], read(words)]))
  }
  return {
    int: Number,
    double: Number,
    boolean: text => text === '1',
    string: String,
    date: text => new Date(text.replace(/^(....)(..)(..)T/, '$1-$2-$3T')),
    base64: text => Buffer.from(text, 'base64'),
    nil: () => null,
  }[type](text)
}

function take(words) {
  const [type, text] = words.shift().split(':')
  return [type, decodeURIComponent(text)]
}

function write(value) {
  if (Array.isArray(value)) return [word('array', value.length), ...value.flatMap(write)]
  if (value === null) return [word('nil', '')]
  if (typeof value === 'boolean') return [word('boolean', Number(value))]
  if (typeof value === 'number') return [word(Number.isInteger(value) ? 'int' : 'double', value)]
  if (typeof value === 'string') return [word('string', value)]
  if (value instanceof Date) return [word('date', localTime(value))]
  if (Buffer.isBuffer(value)) return [word('base64', value.toString('base64'))]
  const members = Object.entries(value).flatMap(([name, member]) => [word('name', name), ...write(member)])
  return [word('struct', Object.keys(value).length), ...members]
}

/** The package writes and reads dates in the time of the machine. */
function localTime(date) {
  const two = number => String(number).padStart(2, '0')
  const day = `${date.getFullYear()}${two(date.getMonth() + 1)}${two(date.getDate())}`
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
}

function word(type, text) {
  return `${type}:${encodeURIComponent(text)}`
}
