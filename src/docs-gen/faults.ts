import { FaultCode, type FaultName } from '../rpc/fault.ts'
import type { Method } from '../rpc/method.ts'
import { reservedOwners } from '../rpc/method-registry.ts'

/** A message of each fault, in the words of the agent or of a plugin; a test provokes those that any agent gives. */
export const faultExamples: Readonly<Record<FaultName, string>> = {
  parseError: 'Parse error: the body is not JSON, at character 1',
  unsupportedEncoding: 'unsupported encoding: x',
  invalidCharacter: 'XML cannot carry the character U+0000',
  invalidRequest: 'The body must be an array of parameters, or an object that names them',
  methodNotFound: "No method 'system.none'",
  invalidParams:
    "system.methodHelp: parameter 'methodName' is missing: 0 parameters given; call it as system.methodHelp(methodName)",
  internalError: "example.func1 failed; the agent's log has the cause, reference 5f0c3b1e",
  applicationError: 'there is nobody to greet',
  pluginNotActive: 'The agent is starting',
  tooBusy: '500 calls are running already',
  timedOut: 'example.runLs took longer than 60 s ([limits] callseconds)',
  tooLarge: 'The body is larger than 4194304 bytes, [limits] bodybytes',
  forbidden: 'Requests of other web sites are not allowed',
  tooManyAttempts: 'Too many failed logins; try again in 1 s',
  badCredentials: 'Unauthorized: wrong or missing credentials of the agent',
  loginRequired: 'Authentication needed: example.func1',
  noSecurityContext: 'No security context',
}

/** What goes with the message, where a fault of the agent's says more to programs. */
export const faultExampleData: Readonly<Partial<Record<FaultName, object>>> = {
  invalidParams: { path: ['methodName'], expected: 'a string', received: 'nothing' },
}

/** What every call can end with, in the order of the table of faults. */
const ofEveryCall: readonly FaultName[] = [
  'methodNotFound',
  'invalidParams',
  'internalError',
  'pluginNotActive',
  'tooBusy',
  'timedOut',
  'tooLarge',
]

/** What only the code of plugins says, or makes the agent say. */
const ofPlugins: readonly FaultName[] = [
  'applicationError',
  'forbidden',
  'tooManyAttempts',
  'loginRequired',
  'noSecurityContext',
]

/** What a call of a method can end with, once it has been read. */
export function callFaults({ owner, access }: Method, requireLogin: boolean): FaultName[] {
  const own = reservedOwners.includes(owner)
  const needsLogin = requireLogin && access === 'user'
  const names = new Set<FaultName>([
    ...ofEveryCall,
    ...(own ? [] : ofPlugins),
    ...(needsLogin ? (['loginRequired'] as const) : []),
  ])
  return (Object.keys(FaultCode) as FaultName[]).filter(name => names.has(name))
}
