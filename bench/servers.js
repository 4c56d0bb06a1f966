import { jsonEchoCall, jsonRpcCall, toAgent, xmlRpcCall } from './calls.js'

/** The servers in the order of the table; the first is the one that the others are compared with. */
export const servers = [
  { name: 'Fastify, bare JSON echo', file: 'fastify-echo.js', call: jsonEchoCall },
  { name: 'agent, JSON-RPC door', file: 'agent.js', call: toAgent(jsonRpcCall) },
  { name: 'agent, XML-RPC door', file: 'agent.js', call: toAgent(xmlRpcCall) },
  { name: 'jayson', file: 'jayson.js', call: jsonRpcCall },
  { name: 'npm xmlrpc', file: 'npm-xmlrpc.js', call: xmlRpcCall },
]
