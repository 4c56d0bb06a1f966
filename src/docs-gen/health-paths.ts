import { FaultCode } from '../rpc/fault.ts'
import type { AboutAgent, DocumentPart } from './document-part.ts'
import { errorResponses } from './error-responses.ts'
import { ifNoneMatch, unchanged } from './unchanged.ts'

const healthStatus: DocumentPart = { type: 'string', enum: ['pass', 'warn', 'fail'] }

const nullable = (type: string): DocumentPart => ({ type: [type, 'null'] })

const pluginMembers: DocumentPart = {
  name: { type: 'string' },
  state: {
    type: 'string',
    enum: ['discovered', 'disabled', 'active', 'declined', 'failed', 'stopped', 'quarantined'],
  },
  status: healthStatus,
  required: { type: 'boolean' },
  reason: { ...nullable('string'), description: 'Why the plugin is not active.' },
  since: { type: 'string', format: 'date-time' },
  comesBackAt: {
    type: ['string', 'null'],
    format: 'date-time',
    description: 'When a quarantined plugin comes back by itself.',
  },
  phase: { type: 'string', enum: ['config', 'import', 'activate', 'activate_2'] },
  timingsMs: { type: 'object', additionalProperties: { type: 'integer' } },
  version: nullable('string'),
  apiVersion: nullable('string'),
  revision: { type: ['string', 'integer', 'null'] },
  methods: { type: 'integer' },
  health: {
    type: ['object', 'null'],
    required: ['status', 'output', 'checkedAt'],
    properties: {
      status: healthStatus,
      output: nullable('string'),
      checkedAt: { type: 'string', format: 'date-time' },
    },
  },
}

export const healthSchemas: DocumentPart = {
  Health: {
    type: 'object',
    required: ['status'],
    properties: { status: healthStatus, output: { type: 'string' } },
  },
  PluginHealth: { type: 'object', required: Object.keys(pluginMembers), properties: pluginMembers },
  PluginsHealth: {
    type: 'object',
    required: ['status', 'version', 'summary', 'plugins'],
    properties: {
      status: healthStatus,
      version: { type: 'string' },
      summary: {
        type: 'object',
        description: 'How many plugins are in each state.',
        required: ['active', 'disabled', 'declined', 'failed', 'quarantined'],
        additionalProperties: { type: 'integer' },
      },
      plugins: { type: 'array', items: { $ref: '#/components/schemas/PluginHealth' } },
    },
  },
}

const activePlugin: DocumentPart = {
  name: 'base',
  state: 'active',
  status: 'pass',
  required: true,
  reason: null,
  since: '2026-11-25T12:00:00.000Z',
  comesBackAt: null,
  phase: 'activate',
  timingsMs: { config: 1, import: 12, activate: 3 },
  version: '1.0.0',
  apiVersion: '9:0:5',
  revision: 1,
  methods: 7,
  health: { status: 'pass', output: null, checkedAt: '2026-11-25T12:00:10.000Z' },
}

const disabledPlugin: DocumentPart = {
  name: 'users',
  state: 'disabled',
  status: 'pass',
  required: false,
  reason: '[main] disable = 1 in users.ini',
  since: '2026-11-25T12:00:00.000Z',
  comesBackAt: null,
  phase: 'config',
  timingsMs: { config: 1 },
  version: null,
  apiVersion: null,
  revision: null,
  methods: 0,
  health: null,
}

const pluginName: DocumentPart = { name: 'name', in: 'path', required: true, schema: { type: 'string' } }

const nothingToRelease: DocumentPart = {
  error: {
    code: FaultCode.invalidRequest,
    message: "Plugin 'base' is active; only one that is quarantined or has failed can be released",
  },
}

const someMetrics = `# HELP mmc_agent_calls_total Calls that have ended, by outcome: ok or the name of the fault.
# TYPE mmc_agent_calls_total counter
mmc_agent_calls_total{plugin="example",method="example.func1",door="rpc",outcome="ok"} 12
`

/** The pages that tell an operator how the agent and its plugins are. */
export function healthPaths({ version, publicHealth }: AboutAgent): DocumentPart {
  const plugins = {
    status: 'pass',
    version,
    summary: { active: 1, disabled: 1, declined: 0, failed: 0, quarantined: 0 },
    plugins: [activePlugin, disabledPlugin],
  }
  const page = (operationId: string, summary: string, responses: DocumentPart, parameters?: unknown[]) => ({
    get: {
      operationId,
      tags: ['Health'],
      summary,
      ...(publicHealth ? { security: [] } : {}),
      ...(parameters && { parameters }),
      responses: {
        ...responses,
        ...errorResponses(publicHealth ? ['forbidden'] : ['badCredentials', 'forbidden']),
      },
    },
  })
  return {
    '/health/live': page('getHealthLive', 'The process answers', {
      200: answer('Alive.', 'Health', { status: 'pass' }),
    }),
    '/health/ready': page(
      'getHealthReady',
      'All plugins have had their turn and the required ones are active',
      {
        200: answer('Ready.', 'Health', { status: 'pass' }),
        503: answer('Not ready.', 'Health', {
          status: 'fail',
          output: 'not all required plugins are active',
        }),
      },
    ),
    '/health/plugins': page(
      'getHealthPlugins',
      'Which plugins are active, disabled, declined or failed, and why',
      { 200: answer('A summary, and one entry for each plugin.', 'PluginsHealth', plugins), 304: unchanged },
      [ifNoneMatch],
    ),
    '/health/plugins/{name}': page(
      'getHealthPlugin',
      'The same of one plugin',
      {
        200: answer('The entry of the plugin.', 'PluginHealth', activePlugin),
        304: unchanged,
        ...errorResponses(['methodNotFound']),
      },
      [pluginName, ifNoneMatch],
    ),
    '/plugins/{name}/release': {
      post: {
        operationId: 'releasePlugin',
        tags: ['Health'],
        summary: 'Lets a plugin begin anew that is quarantined or has failed',
        parameters: [pluginName],
        responses: {
          200: {
            description: 'What has become of it: its `state` may be `failed`.',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/PluginHealth' },
                example: activePlugin,
              },
            },
          },
          409: {
            description: 'There is nothing to release: it is active, disabled or has declined.',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/ErrorBody' },
                example: nothingToRelease,
              },
            },
          },
          ...errorResponses(['badCredentials', 'forbidden', 'methodNotFound']),
        },
      },
    },
    '/metrics': page('getMetrics', 'Calls, plugins and the process in numbers, for Prometheus', {
      200: {
        description: 'All metrics in the text format 0.0.4.',
        content: { 'text/plain': { schema: { type: 'string' }, example: someMetrics } },
      },
    }),
  }
}

function answer(description: string, schema: string, example: unknown): DocumentPart {
  const content = { schema: { $ref: `#/components/schemas/${schema}` }, example }
  return { description, content: { 'application/health+json': content } }
}
