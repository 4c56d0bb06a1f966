import type { Authenticator, Provisioner } from '../../rpc/authentication.ts'
import type { CopyLimits } from '../../rpc/copy-value.ts'
import { type CurrentCall, runInScope } from '../../rpc/scope.ts'
import type { RpcValue } from '../../rpc/value.ts'
import type { Plugin } from '../plugin.ts'
import { crossingParams, crossingValue, cutBytes } from './crossing.ts'
import type { PartForm, PartKind, Question, Request, Task } from './messages.ts'
import { memberOf, membersOf } from './parts.ts'

/** Lets the worker do something. */
export type RunTask = (task: Task) => Promise<unknown>

/**
 * What a worker asks for and does not stand still meanwhile.
 *
 * @param call - the call that asks; null for the plugin itself
 * @throws Fault as the method would answer a client, or what a part throws
 */
export async function answerRequest(
  plugin: Plugin,
  call: CurrentCall | null,
  request: Request,
  limits: CopyLimits,
): Promise<unknown> {
  // The worker has made values of them.
  const values = (request.kind === 'call' ? request.params : request.args) as RpcValue[]
  if (request.kind === 'call') {
    const answer = await (call ?? plugin).call(request.method, ...values)
    return cutBytes(answer, `what ${request.method} answered`)
  }
  const part = partsOf(plugin, request.part.kind).get(request.part.name)
  const run = memberOf(part, request.member)
  if (run === undefined) throw new Error(`the ${request.part.kind} '${request.part.name}' is gone`)
  const answer = await runInScope({ plugin, call }, () => run.apply(part, values))
  return crossingValue(answer, limits, `what ${request.member}() answered`)
}

/**
 * What a worker stands still for.
 *
 * @param call - the call that asks; undefined where it has ended
 * @throws Fault -32006, or Error where a name is taken
 */
export function answerQuestion(
  plugin: Plugin,
  call: CurrentCall | undefined,
  question: Question,
  run: RunTask,
  limits: CopyLimits,
): unknown {
  switch (question.kind) {
    case 'attempt':
      if (call === undefined) throw new Error('attempt() came after the end of its call')
      return call.session.attempt(question.user)
    case 'register':
      return register(plugin, question.part, run, limits)
    case 'parts':
      return [...partsOf(plugin, question.partKind)].map(([name, part]) => ({
        kind: question.partKind,
        name,
        members: membersOf(question.partKind, part),
      }))
  }
}

function partsOf({ authentication }: Plugin, kind: PartKind): Map<string, Authenticator | Provisioner> {
  return kind === 'authenticator' ? authentication.authenticators : authentication.provisioners
}

function register(plugin: Plugin, { kind, name, members }: PartForm, run: RunTask, limits: CopyLimits) {
  const calls = members.map(member => [
    member,
    async (...args: unknown[]) =>
      run({ kind: 'part', part: { kind, name }, member, args: crossingParams(args, limits) }),
  ])
  // What stands for a part has the methods that the part has.
  const part: unknown = Object.fromEntries(calls)
  if (kind === 'authenticator') plugin.registerAuthenticator(name, part as Authenticator)
  else plugin.registerProvisioner(name, part as Provisioner)
}
