import { url as inspectorUrl } from 'node:inspector'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { AgentConfig } from './config/agent-config.ts'
import { discoverMethod } from './docs-gen/discover-method.ts'
import { buildDocuments } from './docs-gen/documents.ts'
import { closeServer, letInWhatHasCome } from './http/close-server.ts'
import { Connections } from './http/connections.ts'
import { docsRoutes } from './http/docs-routes.ts'
import { documentRoutes } from './http/document-routes.ts'
import { healthRoutes } from './http/health-routes.ts'
import { hostNames } from './http/host-names.ts'
import { jsonBodies } from './http/json-bodies.ts'
import { methodRoute } from './http/method-route.ts'
import { metricsRoute } from './http/metrics-route.ts'
import { releaseRoute } from './http/release-route.ts'
import type { CallServices } from './http/request-calls.ts'
import { rpcEndpoint } from './http/rpc-endpoint.ts'
import { buildServer } from './http/server.ts'
import { readTls } from './http/tls.ts'
import { renewTls } from './http/tls-renewal.ts'
import { xmlBodies } from './http/xml-bodies.ts'
import { buildJsonRpcCodec } from './jsonrpc/codec.ts'
import { LineLimit } from './line-limit.ts'
import { AgentMetrics } from './metrics/agent-metrics.ts'
import { CallMetrics } from './metrics/call-metrics.ts'
import { StallMetrics } from './metrics/stall-metrics.ts'
import type { IncidentLimits } from './plugin-host/incidents.ts'
import { PluginHost } from './plugin-host/plugin-host.ts'
import { Quarantine } from './plugin-host/quarantine.ts'
import { Dispatcher } from './rpc/dispatcher.ts'
import { LoginAttempts } from './rpc/login-attempts.ts'
import { MethodRegistry } from './rpc/method-registry.ts'
import { SessionStore } from './rpc/session-store.ts'
import { systemMethods } from './rpc/system-methods.ts'
import { limitOutput } from './shell/output-limit.ts'
import { version } from './version.ts'
import type { RunRecord } from './watchdog/run-record.ts'
import { placeWords } from './watchdog/shared.ts'
import type { Stall } from './watchdog/watchdog.ts'
import { buildXmlRpcCodec } from './xmlrpc/codec.ts'

/** The agent's parts, joined and ready to start. */
export interface App {
  readonly server: FastifyInstance
  readonly registry: MethodRegistry
  readonly host: PluginHost
  /** To be told of what plugins do that is not seen from here. */
  readonly quarantine: Quarantine
  /** Counts and tells a stall, and holds it against its plugin. */
  onStall(stall: Stall): void
  /**
   * Loads and activates the plugins, then lets callers in. To be called once the server listens, so that
   * whoever asks meanwhile is told that the agent is starting.
   *
   * @throws AgentError when a required plugin has not become active
   */
  start(): Promise<void>
  /**
   * Stops accepting, lets the calls that run finish within `[limits] stopseconds`, and deactivates the plugins in
   * reverse order. Never rejects.
   */
  stop(): Promise<void>
  /** Takes up new TLS files at once rather than within 10 s. Never rejects. */
  reloadTls(): Promise<void>
}

/**
 * Joins the parts; the only file that knows them all. Nothing listens and no plugin is touched yet.
 *
 * @param record - of what earlier agents died of; without it, nothing is remembered
 * @throws AgentError when a TLS file is wrong
 */
export async function buildApp(config: AgentConfig, log: Logger, record?: RunRecord): Promise<App> {
  limitOutput(config.commandOutputBytes)
  const registry = new MethodRegistry()
  const extensions = { nil: config.nil, bigint: config.bigint }
  registry.register(
    'system',
    systemMethods(registry, {
      version,
      maxCalls: config.batchLength,
      maxValues: config.replyElements,
      extensions,
    }),
  )
  const documents = buildDocuments(registry, {
    version,
    requireLogin: config.requireLogin,
    publicHealth: config.publicHealth,
  })
  registry.register('rpc', [discoverMethod(documents.openRpc)])

  const calls = new CallMetrics(registry)
  const dispatcher = new Dispatcher({
    registry,
    requireLogin: config.requireLogin,
    callTimeoutMs: config.callSeconds * 1000,
    admission: {
      maxCalls: config.callsAtOnce,
      maxCallsPerSession: config.callsPerSession,
      maxCallsPerMethod: config.callsPerMethod,
      maxWaiting: config.callsWaiting,
      waitMs: config.waitSeconds * 1000,
    },
    maxDepth: config.nestingDepth,
    maxValues: config.replyElements,
    maxNameLength: config.methodNameLength,
    checkResults: config.checkResults,
    observer: {
      begin: (method, door) => calls.begin(method, door),
      refuse: (door, fault) => calls.refuse(door, fault),
      timedOut: ({ plugin, name }) => plugin !== null && quarantine.onTimeout(plugin.name, name),
    },
  })
  const connections = new Connections()
  const services: CallServices = {
    dispatcher,
    connections,
    sessions: new SessionStore({ timeoutMs: config.sessionTimeout * 1000, maxSessions: config.sessions }),
    certificateUsers: config.certUsers ?? new Map(),
    attempts: new LoginAttempts({
      maxPerUser: config.loginFailures,
      maxPerAddress: config.loginFailuresPerAddress,
    }),
    maxReplyBytes: config.replyBytes,
  }
  const host: PluginHost = new PluginHost({
    pluginDirs: config.pluginDirs,
    pluginConfDir: config.pluginConfDir,
    required: config.required,
    allowUnsafe: config.allowUnsafe,
    activateTimeoutMs: config.activateSeconds * 1000,
    healthTimeoutMs: config.healthSeconds * 1000,
    limits: { maxDepth: config.nestingDepth, maxValues: config.replyElements },
    onCrash: (plugin, reason) => quarantine.onCrash(plugin, reason),
    ...extensions,
    registry,
    log,
    ...(record && { beginStep: stepRecorder(record) }),
    heldBack: name => {
      const held = record?.heldBack(name)
      return held && { reason: held.reason, comesBackAt: quarantine.hold(name, held.until) }
    },
    call: (plugin, method, params) =>
      dispatcher.call(
        { method, params },
        {
          door: 'plugin',
          session: { user: null, hasChanged: false },
          sessionId: undefined,
          attempts: services.attempts,
          rights: 'agent',
          depth: 0,
          check: async () => undefined,
          clientAddress: null,
          requestId: `plugin-${plugin.name}`,
          log: plugin.log,
          signal: plugin.signal,
        },
      ),
  })

  const quarantine = new Quarantine({
    host,
    limits: incidentLimits(config),
    log,
    ...(record && { memory: record }),
  })
  const stalls = new StallMetrics()
  const stallLines = new LineLimit((plugin, more) =>
    log.warn(
      { plugin },
      `plugin '${plugin}' blocked the event loop ${more} more times within the last minute`,
    ),
  )
  const { sessions } = services
  const metrics = new AgentMetrics({ version, calls, stalls, host, quarantine, sessions, connections })

  const tls = config.tls && (await readTls(config.tls))
  for (const warning of tls?.warnings ?? []) log.warn(warning)
  const server = await buildServer({
    tls,
    log,
    credentials: { login: config.login, password: config.password },
    hostNames: hostNames(config, tls),
    trustedProxies: config.trustedProxies,
    corsOrigins: config.corsOrigins,
    limits: config,
    connections,
    countRefusal: status => metrics.countRefusal(status),
    countCut: reason => metrics.countCut(reason),
  })
  const reloadTls = config.tls && tls ? renewTls(server, config.tls, tls, log) : async () => {}
  await server.register(
    rpcEndpoint({
      url: '/jsonrpc',
      postOnly: ['/jsonrpc'],
      bodies: jsonBodies(['application/json', 'application/json-rpc']),
      codec: buildJsonRpcCodec({
        maxDepth: config.nestingDepth,
        maxValues: config.elements,
        maxReplyBytes: config.replyBytes,
        maxBatch: config.batchLength,
        batchConcurrency: config.batchConcurrency,
      }),
      services,
      alwaysSendsSession: false,
      // Clients that speak of application/json-rpc, such as jsonrpclib, take 200 only.
      statusWithoutReply: contentType =>
        contentType.toLowerCase().startsWith('application/json-rpc') ? 200 : 204,
    }),
  )
  await server.register(
    rpcEndpoint({
      // Any path: clients of the original come to /, /RPC2, /XMLRPC and others (mmc-facts 4.1).
      url: '/*',
      postOnly: ['/', '/RPC2', '/XMLRPC'],
      bodies: xmlBodies(config.bodyBytes),
      codec: buildXmlRpcCodec({
        maxDepth: config.nestingDepth,
        maxValues: config.elements,
        maxReplyBytes: config.replyBytes,
        errorMessages: config.errorMessages,
        ...extensions,
      }),
      services,
      // Clients of the original look for a session in the reply to a login, also a failed one.
      alwaysSendsSession: true,
      statusWithoutReply: () => 200,
    }),
  )
  await server.register(methodRoute({ services, maxDepth: config.nestingDepth, maxValues: config.elements }))
  await server.register(healthRoutes({ host, version, isPublic: config.publicHealth }))
  await server.register(releaseRoute({ host, quarantine }))
  await server.register(metricsRoute({ metrics, isPublic: config.publicHealth }))
  await server.register(documentRoutes(registry, documents))
  await server.register(docsRoutes)

  return {
    server,
    registry,
    host,
    quarantine,
    onStall(stall) {
      stalls.count(stall)
      if (stall.plugin === null || stallLines.allows(stall.plugin)) tellStall(stall, log)
      // Whoever stands at a breakpoint is no plugin's fault.
      if (stall.plugin !== null && inspectorUrl() === undefined) {
        quarantine.onStall(stall.plugin, stall.seconds, stall.what ?? '')
      }
    },
    async start() {
      await host.load()
      await host.activate()
      if (host.isReady) dispatcher.open()
    },
    async stop() {
      await letInWhatHasCome()
      dispatcher.close()
      quarantine.stop()
      stallLines.end()
      await closeServer(server, connections, config.stopSeconds * 1000, log)
      await host.stop()
    },
    reloadTls,
  }
}

/** What a plugin may die in with the whole agent, but for what the watchdog sees. */
function stepRecorder(record: RunRecord) {
  return (plugin: string, step: string) => {
    record.began(plugin, step)
    return () => record.ended()
  }
}

function incidentLimits(config: AgentConfig): IncidentLimits {
  return {
    windowSeconds: config.quarantineSeconds,
    most: {
      crash: config.quarantineCrashes,
      stall: config.quarantineStalls,
      timeout: config.quarantineTimeouts,
      lateError: config.quarantineLateErrors,
    },
  }
}

/** The agent's own are for those who look for them: a busy machine makes some, and nothing can be mended. */
function tellStall({ plugin, method, what, line, seconds }: Stall, log: Logger) {
  const words = `blocked the event loop for ${seconds.toFixed(1)} s${placeWords(what, line)}`
  if (plugin === null) log.debug(`the agent ${words}`)
  else log.warn({ plugin, method: method ?? undefined }, `plugin '${plugin}' ${words}`)
}
