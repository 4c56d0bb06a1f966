import {
  addresses,
  anyText,
  certificateUsers,
  flag,
  hostNames,
  list,
  loginName,
  type OptionKind,
  octal,
  oneOf,
  origins,
  owner,
  password,
  wholeNumber,
} from './option-kinds.ts'

/** One option of the agent's file. */
export interface AgentOption<Value> {
  readonly section: string
  readonly name: string
  readonly kind: OptionKind<Value>
  /** In the value's own type; undefined: nothing is there unless the file says so. */
  readonly default: Value | undefined
  /** Must stand in the file; the words say why. */
  readonly required?: string
  /** Names that it had in earlier versions of the original; the name itself goes first. */
  readonly aliases?: readonly string[]
}

const day = 86_400

/**
 * Every option of the agent's file, in the order of `docs/configuration.md`, which a test holds against this table.
 */
export const agentOptions = {
  host: option('main', 'host', anyText, '127.0.0.1'),
  port: option('main', 'port', wholeNumber(0, 65_535), 7080),
  socket: optional('main', 'socket', anyText),
  socketMode: optional('main', 'socketmode', octal),
  socketOwner: optional('main', 'socketowner', owner),
  login: required('main', 'login', loginName, 'clients must name themselves with it (HTTP Basic)'),
  password: required('main', 'password', password, 'clients must show it (HTTP Basic)'),
  sessionTimeout: option('main', 'sessiontimeout', wholeNumber(1, 365 * day), 900),
  enableSsl: option('main', 'enablessl', flag, false),
  localCert: optional('main', 'localcert', anyText, ['privkey']),
  caCert: optional('main', 'cacert', anyText, ['certfile']),
  verifyPeer: option('main', 'verifypeer', flag, false),
  certUsers: optional('main', 'certusers', certificateUsers),
  pluginDirs: option('main', 'plugindirs', list, ['bundled']),
  pluginConfDir: option('main', 'pluginconfdir', anyText, 'plugins'),
  required: option('main', 'required', list, ['base']),
  requireLogin: option('main', 'requirelogin', flag, true),
  allowedHosts: option('main', 'allowedhosts', hostNames, []),
  trustedProxies: option('main', 'trustedproxies', addresses, []),
  corsOrigins: option('main', 'corsorigins', origins, []),
  publicHealth: option('main', 'publichealth', flag, true),
  checkResults: option('main', 'checkresults', flag, false),
  allowUnsafe: option('main', 'allowunsafe', flag, false),

  pidFile: optional('daemon', 'pidfile', anyText),
  user: optional('daemon', 'user', anyText),
  group: optional('daemon', 'group', anyText),
  umask: optional('daemon', 'umask', octal),
  stateFile: optional('daemon', 'statefile', anyText),

  connections: option('limits', 'connections', wholeNumber(1, 100_000), 1000),
  headerBytes: option('limits', 'headerbytes', wholeNumber(1024, 2 ** 20), 16_384),
  headers: option('limits', 'headers', wholeNumber(10, 10_000), 100),
  headerSeconds: option('limits', 'headerseconds', wholeNumber(1, day), 15),
  requestSeconds: option('limits', 'requestseconds', wholeNumber(1, day), 30),
  idleSeconds: option('limits', 'idleseconds', wholeNumber(1, day), 5),
  replySeconds: option('limits', 'replyseconds', wholeNumber(1, day), 30),
  bodyBytes: option('limits', 'bodybytes', wholeNumber(1024, 2 ** 30), 4 * 1024 * 1024),
  replyBytes: option('limits', 'replybytes', wholeNumber(1024, 2 ** 30), 16 * 1024 * 1024),
  elements: option('limits', 'elements', wholeNumber(100, 10_000_000), 250_000),
  replyElements: option('limits', 'replyelements', wholeNumber(100, 100_000_000), 1_000_000),
  methodNameLength: option('limits', 'methodnamelength', wholeNumber(32, 16_384), 255),
  nestingDepth: option('limits', 'nestingdepth', wholeNumber(1, 1000), 64),
  batchLength: option('limits', 'batchlength', wholeNumber(1, 100_000), 1000),
  batchConcurrency: option('limits', 'batchconcurrency', wholeNumber(1, 1000), 8),
  callsAtOnce: option('limits', 'callsatonce', wholeNumber(1, 100_000), 1000),
  callsPerSession: option('limits', 'callspersession', wholeNumber(1, 100_000), 250),
  callsPerMethod: option('limits', 'callspermethod', wholeNumber(1, 100_000), 500),
  callsWaiting: option('limits', 'callswaiting', wholeNumber(0, 100_000), 500),
  waitSeconds: option('limits', 'waitseconds', wholeNumber(1, day), 10),
  callSeconds: option('limits', 'callseconds', wholeNumber(0, day), 60),
  commandOutputBytes: option('limits', 'commandoutputbytes', wholeNumber(1, 2 ** 28), 10 * 1024 * 1024),
  sessions: option('limits', 'sessions', wholeNumber(1, 10_000_000), 100_000),
  loginFailures: option('limits', 'loginfailures', wholeNumber(1, 1000), 5),
  loginFailuresPerAddress: option('limits', 'loginfailuresperaddress', wholeNumber(1, 100_000), 50),
  activateSeconds: option('limits', 'activateseconds', wholeNumber(1, day), 10),
  healthSeconds: option('limits', 'healthseconds', wholeNumber(1, day), 5),
  stopSeconds: option('limits', 'stopseconds', wholeNumber(1, day), 30),

  stallMs: option('limits', 'stallms', wholeNumber(0, 60_000), 200),
  quarantineSeconds: option('limits', 'quarantineseconds', wholeNumber(1, day), 300),
  quarantineCrashes: option('limits', 'quarantinecrashes', wholeNumber(0, 100_000), 5),
  quarantineStalls: option('limits', 'quarantinestalls', wholeNumber(0, 100_000), 10),
  quarantineTimeouts: option('limits', 'quarantinetimeouts', wholeNumber(0, 100_000), 20),
  quarantineLateErrors: option('limits', 'quarantinelateerrors', wholeNumber(0, 100_000), 50),

  nil: option('xmlrpc', 'nil', flag, false),
  bigint: option('xmlrpc', 'bigint', oneOf(['double', 'i8', 'string']), 'double'),
  errorMessages: option('xmlrpc', 'errormessages', oneOf(['off', 'mmc']), 'off'),

  logLevel: option(
    'log',
    'level',
    oneOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
    'info',
  ),
  logFile: optional('log', 'file', anyText),
}

/**
 * Options of the original's file that this agent knows and does not use, each with the reason; a file that has
 * them works, with a warning.
 */
export const unusedOptions: readonly { section: string; name: string; reason: string }[] = [
  { section: 'main', name: 'multithreading', reason: 'calls never block each other' },
  { section: 'main', name: 'maxthreads', reason: '[limits] callsatonce bounds the calls that run at once' },
]

/** Sections of the original's file that configure Python's logging, and a companion that this agent does not have. */
export const unusedSections = /^(loggers|handlers|formatters|logger_.+|handler_.+|formatter_.+|submaster)$/

function option<Value>(
  section: string,
  name: string,
  kind: OptionKind<Value>,
  byDefault: NoInfer<Value>,
): AgentOption<Value> & { default: Value } {
  return { section, name, kind, default: byDefault }
}

function optional<Value>(
  section: string,
  name: string,
  kind: OptionKind<Value>,
  aliases: readonly string[] = [],
): AgentOption<Value | undefined> {
  return { section, name, kind, default: undefined, aliases }
}

function required<Value>(
  section: string,
  name: string,
  kind: OptionKind<Value>,
  why: string,
): AgentOption<Value> {
  return { section, name, kind, default: undefined, required: why }
}
