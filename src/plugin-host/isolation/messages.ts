import type { MessagePort } from 'node:worker_threads'
import type { CopyLimits } from '../../rpc/copy-value.ts'
import type { Door } from '../../rpc/scope.ts'
import type { Thrown } from '../../rpc/thrown.ts'
import type { Outcome } from './crossing.ts'

/** What the agent gives a worker as it starts. */
export interface WorkerData {
  readonly name: string
  readonly folder: string
  readonly configFile: string
  /** How many arrays and structs may stand inside each other. */
  readonly limits: CopyLimits
  readonly memoryMb: number
  /** What commands may write to each of their streams, as in the agent's own thread. */
  readonly commandOutputBytes: number
  /** The way for everything but the answers that the worker stands still for. */
  readonly port: MessagePort
  /** The way for those. */
  readonly answers: MessagePort
  readonly shared: SharedCounters
}

/** Numbers that both sides see at once, whatever the other is busy with. */
export interface SharedCounters {
  /** The number of the last task that the worker has begun. */
  readonly begun: BigInt64Array
  /** How many messages of the worker the agent has not looked at yet. */
  readonly unread: Int32Array
  /** How many answers have been sent to a worker that stands still for them. */
  readonly answered: Int32Array
}

/** Parts of a plugin's life that run in the worker. */
export type Step = 'load' | 'activate' | 'activate_2' | 'deactivate' | 'health'

export type PartKind = 'authenticator' | 'provisioner'

/** An authenticator or a provisioner, and which of its methods it has. */
export interface PartForm {
  readonly kind: PartKind
  readonly name: string
  readonly members: readonly string[]
}

/** What the worker is to do; tasks are begun in the order of their numbers. */
export type Task =
  | { readonly kind: 'step'; readonly step: Step }
  | {
      readonly kind: 'call'
      readonly name: string
      readonly args: readonly unknown[]
      readonly call: CallFacts
    }
  | {
      readonly kind: 'part'
      readonly part: Pick<PartForm, 'kind' | 'name'>
      readonly member: string
      readonly args: readonly unknown[]
    }

/** What a method may know of its call. */
export interface CallFacts {
  readonly method: string
  readonly user: string | null
  readonly door: Door
  readonly clientAddress: string | null
  readonly requestId: string
}

export type ToWorker =
  | { readonly kind: 'task'; readonly id: number; readonly task: Task }
  | { readonly kind: 'abort'; readonly id: number; readonly reason: Thrown }
  | {
      readonly kind: 'answer'
      readonly id: number
      readonly outcome: Outcome
      /** Of the call that asked: another method may have logged somebody in. */
      readonly user: string | null
    }
  | { readonly kind: 'ping' }
  | { readonly kind: 'end' }

/** What the worker wants of the agent and goes on meanwhile; `from` is the number of the call that asks, if one does. */
export type Request =
  | {
      readonly kind: 'call'
      readonly from: number | null
      readonly method: string
      readonly params: readonly unknown[]
    }
  | {
      readonly kind: 'part'
      readonly from: number | null
      readonly part: Pick<PartForm, 'kind' | 'name'>
      readonly member: string
      readonly args: readonly unknown[]
    }

/** What the worker stands still for. */
export type Question =
  | { readonly kind: 'attempt'; readonly from: number; readonly user: string }
  | { readonly kind: 'register'; readonly part: PartForm }
  | { readonly kind: 'parts'; readonly partKind: PartKind }

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

export type FromWorker =
  | {
      readonly kind: 'done'
      readonly id: number
      readonly outcome: Outcome
      /** What the call has said of logging in or out, last. */
      readonly staged?: { readonly user: string | null }
    }
  | { readonly kind: 'request'; readonly id: number; readonly request: Request }
  | { readonly kind: 'question'; readonly question: Question }
  | {
      readonly kind: 'log'
      readonly level: LogLevel
      readonly fields: object
      readonly text: string | undefined
    }
  | { readonly kind: 'decline'; readonly reason: string }
  | {
      readonly kind: 'late'
      readonly thrown: Thrown
      readonly what: string
      readonly method: string | undefined
    }
  | { readonly kind: 'group'; readonly leader: number; readonly isRunning: boolean }
  | { readonly kind: 'pong'; readonly usedBytes: number }
  | { readonly kind: 'ended' }
