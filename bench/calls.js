import { Buffer } from 'node:buffer'

// One call that echoes `value`, as each server wants to hear it. `echoed` stands in every right reply.

/** To the bare Fastify, which knows no methods: the parameters alone. */
export function jsonEchoCall(value) {
  return {
    path: '/',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify([value]),
    echoed: JSON.stringify(value),
  }
}

export function jsonRpcCall(value) {
  return {
    path: '/jsonrpc',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'bench.echo', params: [value] }),
    echoed: JSON.stringify(value),
  }
}

/** In the layout of Python's `xmlrpc.client`. */
export function xmlRpcCall(value) {
  const param = xmlValue(value)
  return {
    path: '/RPC2',
    headers: { 'content-type': 'text/xml' },
    body:
      "<?xml version='1.0'?>\n<methodCall>\n<methodName>bench.echo</methodName>\n" +
      `<params>\n<param>\n${param}</param>\n</params>\n</methodCall>\n`,
    echoed: param,
  }
}

/** The same with the credentials of `agent/agent.ini`, which no other server asks for. */
export function toAgent(call) {
  const authorization = `Basic ${Buffer.from('mmc:bench').toString('base64')}`
  return value => {
    const { headers, ...rest } = call(value)
    return { ...rest, headers: { ...headers, authorization } }
  }
}

function xmlValue(value) {
  if (typeof value === 'string') return typed('string', value)
  if (typeof value === 'boolean') return typed('boolean', value ? 1 : 0)
  if (typeof value === 'number') return typed(Number.isInteger(value) ? 'int' : 'double', value)
  if (Array.isArray(value)) return typed('array', `<data>\n${value.map(xmlValue).join('')}</data>`)
  const members = Object.entries(value).map(
    ([name, member]) => `<member>\n<name>${name}</name>\n${xmlValue(member)}</member>\n`,
  )
  return typed('struct', `\n${members.join('')}`)
}

function typed(type, text) {
  return `<value><${type}>${text}</${type}></value>\n`
}
