import type { FastifyInstance } from 'fastify'
import type { AgentMetrics } from '../metrics/agent-metrics.ts'
import { allowOnly } from './refusals.ts'

export interface MetricsRouteOptions {
  readonly metrics: Pick<AgentMetrics, 'contentType' | 'write'>
  /** Whether Prometheus may look without the agent's credentials. */
  readonly isPublic: boolean
}

/** `GET /metrics`, in Prometheus' text format 0.0.4 whatever is asked for: every version of it reads that. */
export function metricsRoute({ metrics, isPublic }: MetricsRouteOptions) {
  return async (scope: FastifyInstance): Promise<void> => {
    scope.get('/metrics', { config: { public: isPublic } }, async (_request, reply) => {
      const text = await metrics.write()
      return reply.type(metrics.contentType).header('cache-control', 'no-store').send(text)
    })
    allowOnly(scope, '/metrics', ['GET', 'HEAD'])
  }
}
