import type { Method } from './method.ts'
import { systemMethod } from './system-method.ts'
import type { RpcStruct } from './value.ts'

export interface Extensions {
  /** Whether null leaves as `<nil/>`. */
  readonly nil: boolean
  /** What whole numbers beyond 32 bits leave as. */
  readonly bigint: string
}

/**
 * `system.getCapabilities`: the specifications that the XML-RPC door keeps, and of the extensions those only that are
 * switched on, so that a client knows what it may get.
 */
export function capabilitiesMethod(extensions: Extensions): Method {
  const capabilities = capabilitiesWith(extensions)
  return systemMethod({
    name: 'system.getCapabilities',
    summary: 'Returns the specifications that this server keeps, each with its address and version.',
    result: { schema: { type: 'object', additionalProperties: { $ref: '#/$defs/Capability' } } },
    schemas: {
      Capability: {
        type: 'object',
        properties: { specUrl: { type: 'string' }, specVersion: { type: 'integer' } },
        required: ['specUrl', 'specVersion'],
        additionalProperties: false,
      },
    },
    invoke: () => capabilities,
  })
}

function capabilitiesWith({ nil, bigint }: Extensions): RpcStruct {
  return {
    xmlrpc: spec('http://www.xmlrpc.com/spec', 1),
    introspection: spec('http://xmlrpc-c.sourceforge.net/introspection.html', 1),
    'system.multicall': spec('http://www.xmlrpc.com/discuss/msgReader$1208', 1),
    faults_interop: spec('http://xmlrpc-epi.sourceforge.net/specs/rfc.fault_codes.php', 20010516),
    'json-rpc': spec('https://www.jsonrpc.org/specification', 2),
    ...(nil && { nil: spec('http://ontosys.com/xml-rpc/extensions.php', 20010518) }),
    ...(bigint === 'i8' && { i8: spec('http://ws.apache.org/xmlrpc/types.html', 1) }),
  }
}

function spec(specUrl: string, specVersion: number): RpcStruct {
  return { specUrl, specVersion }
}
