import { workerData } from 'node:worker_threads'
import { onLateErrors } from '../../late-errors.ts'
import { currentScope, runInScope } from '../../rpc/scope.ts'
import { readThrown } from '../../rpc/thrown.ts'
import { limitOutput } from '../../shell/output-limit.ts'
import { watchProcessGroups } from '../../shell/process-group.ts'
import { loadPlugin } from '../load-plugin.ts'
import { bindConfigFile } from '../plugin-config.ts'
import type { PluginExports } from '../plugin-exports.ts'
import { installResolveHook } from '../resolve-hook.ts'
import { activate2Answer, activateAnswer, healthAnswer } from '../step-answers.ts'
import { AgentLink } from './agent-link.ts'
import { crossingValue, errorOf, type Outcome, thrownOutcome } from './crossing.ts'
import type { Step, Task, ToWorker, WorkerData } from './messages.ts'
import { formOf } from './plugin-form.ts'
import { usedMemory } from './used-memory.ts'
import { WorkerCall } from './worker-call.ts'
import { WorkerPlugin } from './worker-plugin.ts'

/** The worker thread of an isolated plugin: it loads the plugin, and does what the agent sends. */
async function main(data: WorkerData): Promise<void> {
  const { port, shared, folder, limits } = data
  const link = new AgentLink(data)
  const plugin = new WorkerPlugin(data, link)
  const calls = new Map<number, WorkerCall>()
  let exports: PluginExports | undefined

  bindConfigFile(plugin, data.configFile)
  limitOutput(data.commandOutputBytes)
  watchProcessGroups((leader, isRunning) => link.send({ kind: 'group', leader, isRunning }))
  onLateErrors((error, what) =>
    link.send({ kind: 'late', thrown: readThrown(error), what, method: currentScope()?.call?.method }),
  )
  await installResolveHook()
  port.on('message', hear)

  function hear(message: ToWorker) {
    switch (message.kind) {
      case 'task':
        // What has not been begun when the worker dies can be done by the next one.
        Atomics.store(shared.begun, 0, BigInt(message.id))
        return void run(message.id, message.task)
      case 'abort':
        return calls.get(message.id)?.abort(errorOf(message.reason))
      case 'answer':
        return link.answer(message)
      case 'ping':
        return link.send({ kind: 'pong', usedBytes: usedMemory(data.memoryMb * 2 ** 20) })
      case 'end':
        plugin.end()
        // What listens to the signal has had its turn by then.
        return void setImmediate(() => link.send({ kind: 'ended' }))
    }
  }

  async function run(id: number, task: Task) {
    const call = task.kind === 'call' ? new WorkerCall(id, task.call, plugin, link, limits) : undefined
    if (call !== undefined) calls.set(id, call)
    const outcome = await runInScope(call?.scope ?? { plugin, call: null }, () => outcomeOf(task))
    calls.delete(id)
    const staged = call?.session.staged
    link.send({ kind: 'done', id, outcome, ...(staged === undefined ? {} : { staged }) })
  }

  async function outcomeOf(task: Task): Promise<Outcome> {
    try {
      return { value: await resultOf(task) }
    } catch (error) {
      return thrownOutcome(error, limits)
    }
  }

  async function resultOf(task: Task): Promise<unknown> {
    if (task.kind === 'step') return step(task.step)
    if (task.kind === 'part') return plugin.parts.run(task.part, task.member, task.args)
    // Without `this`, as the agent calls it.
    const invoke = exports?.functions.get(task.name)?.invoke
    return crossingValue(await invoke?.(...task.args), limits)
  }

  async function step(step: Step): Promise<unknown> {
    switch (step) {
      case 'load': {
        const loaded = await loadPlugin(folder)
        exports = loaded.exports
        return formOf(loaded)
      }
      case 'activate':
        return activateAnswer(await exports?.activate())
      case 'activate_2':
        return activate2Answer(await exports?.activate_2?.())
      case 'deactivate':
        return void (await exports?.deactivate?.())
      case 'health':
        return healthAnswer(await exports?.health?.())
    }
  }
}

/** Takes what is the agent's out of the plugin's reach. */
function takeData(): WorkerData {
  const shared = workerData as Record<string, unknown>
  const data = { ...shared }
  for (const name of Object.keys(shared)) delete shared[name]
  // What the agent has given.
  return data as unknown as WorkerData
}

await main(takeData())
