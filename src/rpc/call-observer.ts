import type { Fault } from './fault.ts'
import type { Method } from './method.ts'
import type { Door } from './scope.ts'

/** Learns of every call that the dispatcher carries. It must not throw, and must cost next to nothing. */
export interface CallObserver {
  /**
   * A call has found its method.
   *
   * @returns to be called once, when the call has ended; without a fault if it went well
   */
  begin(method: Method, door: Door): (fault?: Fault) => void
  /** A call was answered before it found a method; what it asked for is a stranger's text, and not told. */
  refuse(door: Door, fault: Fault): void
  /** The time of a call was up; `begin` is told of its end besides. */
  timedOut?(method: Method): void
}
