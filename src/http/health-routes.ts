import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { PluginHost } from '../plugin-host/plugin-host.ts'
import { type PluginReport, worstStatus } from '../plugin-host/plugin-state.ts'
import { restartSeconds } from '../rpc/dispatcher.ts'
import { FaultCode } from '../rpc/fault.ts'
import { entityTag, isKnown } from './entity-tag.ts'
import { HttpFault } from './http-fault.ts'

export interface HealthRoutesOptions {
  readonly host: Pick<PluginHost, 'isReady' | 'report' | 'reports'>
  readonly version: string
  /** Whether dashboards may look without the agent's credentials. */
  readonly isPublic: boolean
}

/**
 * `GET /health/…` in the form of the health+json draft. The plugins' page is always 200: what is wrong stands in its
 * `status`, and only `/health/ready` speaks in HTTP statuses, to load balancers.
 */
export function healthRoutes({ host, version, isPublic }: HealthRoutesOptions) {
  return async (scope: FastifyInstance): Promise<void> => {
    const config = { public: isPublic }

    scope.get('/health/live', { config }, (_request, reply) => sendHealth(reply, 200, { status: 'pass' }))

    scope.get('/health/ready', { config }, (_request, reply) =>
      host.isReady
        ? sendHealth(reply, 200, { status: 'pass' })
        : sendHealth(reply.header('retry-after', String(restartSeconds)), 503, {
            status: 'fail',
            output: 'not all required plugins are active',
          }),
    )

    scope.get('/health/plugins', { config }, (request, reply) =>
      sendUnlessKnown(request, reply, overview(version, host.reports())),
    )

    scope.get<{ Params: { name: string } }>('/health/plugins/:name', { config }, (request, reply) => {
      const report = host.report(request.params.name)
      if (report !== undefined) return sendUnlessKnown(request, reply, report)
      throw new HttpFault('No plugin has this name', FaultCode.methodNotFound)
    })
  }
}

function overview(version: string, plugins: readonly PluginReport[]) {
  return {
    status: worstStatus(plugins.map(({ status }) => status)),
    version,
    summary: summary(plugins),
    plugins,
  }
}

function summary(plugins: readonly PluginReport[]) {
  const count = (state: string) => plugins.filter(plugin => plugin.state === state).length
  return {
    active: count('active'),
    disabled: count('disabled'),
    declined: count('declined'),
    failed: count('failed'),
    quarantined: count('quarantined'),
  }
}

/** 304 for a dashboard that has this very answer already. */
function sendUnlessKnown(request: FastifyRequest, reply: FastifyReply, health: object) {
  const etag = etagOf(health)
  reply.header('etag', etag)
  if (isKnown(request.headers['if-none-match'], etag)) return reply.code(304).send()
  return sendHealth(reply, 200, health)
}

function sendHealth(reply: FastifyReply, status: number, health: object) {
  return reply
    .code(status)
    .type('application/health+json')
    .header('cache-control', 'no-cache')
    .send(JSON.stringify(health))
}

/** Leaves out the time of the last health check, which changes with every one. */
function etagOf(health: object) {
  const lasting = JSON.stringify(health, (key, value) => (key === 'checkedAt' ? undefined : value))
  return entityTag(lasting)
}
