import type { FastifyInstance } from 'fastify'
import type { PluginHost } from '../plugin-host/plugin-host.ts'
import type { Quarantine } from '../plugin-host/quarantine.ts'
import { FaultCode } from '../rpc/fault.ts'
import { HttpFault } from './http-fault.ts'
import { allowOnly } from './refusals.ts'

export interface ReleaseRouteOptions {
  readonly host: Pick<PluginHost, 'report'>
  readonly quarantine: Pick<Quarantine, 'release'>
}

const url = '/plugins/:name/release'

/** `POST /plugins/<name>/release`: an operator lets a plugin begin anew that is quarantined or has failed. */
export function releaseRoute({ host, quarantine }: ReleaseRouteOptions) {
  return async (scope: FastifyInstance): Promise<void> => {
    // Nothing is asked for but what the path says: a body of any type is let pass by.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, _body, done) => done(null))
    allowOnly(scope, url, ['POST'])

    scope.post<{ Params: { name: string } }>(url, async (request, reply) => {
      const { name } = request.params
      const before = host.report(name)
      if (before === undefined) throw new HttpFault('No plugin has this name', FaultCode.methodNotFound)
      const after = await quarantine.release(name)
      if (after === undefined) {
        const words = `Plugin '${name}' is ${before.state}; only one that is quarantined or has failed can be released`
        throw new HttpFault(words, FaultCode.invalidRequest, 409)
      }
      return reply.header('cache-control', 'no-store').type('application/json').send(JSON.stringify(after))
    })
  }
}
