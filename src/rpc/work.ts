/**
 * Work that may be long: a generator that yields every few hundred values, where it can be interrupted. A wire's decoders
 * and encoders, and what looks at every value, are written so; whoever runs one says how.
 *
 * @example
 * const call = await inTurns(decodeCall(content, limits))
 */
export type Work<Result> = Generator<undefined, Result, undefined>

/** Longest time for the long work of all requests together before the event loop has its turn, in ms. */
const sliceMs = 10

/**
 * Runs work to its end, and lets the event loop have its turn after each slice of time. Work that is short is done when
 * this returns, and costs no turn.
 *
 * @throws whatever the work throws
 */
export function inTurns<Result>(work: Work<Result>): Result | Promise<Result> {
  const first = work.next()
  return first.done === true ? first.value : goOn(work)
}

/** Runs work to its end, whatever time it takes: for tools and tests, in which nobody waits for the event loop. */
export function atOnce<Result>(work: Work<Result>): Result {
  for (;;) {
    const next = work.next()
    if (next.done === true) return next.value
  }
}

/** Between the steps of asynchronous work: a promise to wait for where the event loop must have its turn first. */
export function breathe(): Promise<void> | undefined {
  return isTurnOver() ? nextTurn() : undefined
}

/** Counts the steps of work, and says when it is time to yield. */
export class Pace {
  #left = stepsBetween

  /** @param weight - how many steps this one stands for */
  isDue(weight = 1): boolean {
    this.#left -= weight
    if (this.#left > 0) return false
    this.#left = stepsBetween
    return true
  }
}

/** Looking at the clock costs as much as some values do. */
const stepsBetween = 256

async function goOn<Result>(work: Work<Result>): Promise<Result> {
  for (;;) {
    await breathe()
    const next = work.next()
    if (next.done === true) return next.value
  }
}

/** When the first long work of this turn of the event loop began; undefined where none has. */
let began: number | undefined

/** All long work of a turn counts: that of eight requests takes eight times as long. */
function isTurnOver() {
  if (began !== undefined) return performance.now() - began >= sliceMs
  beginSlice()
  return false
}

function beginSlice() {
  began = performance.now()
  setImmediate(() => {
    began = undefined
  })
}

const waiting: (() => void)[] = []

/** One slice for each turn, in the order of asking. */
function nextTurn(): Promise<void> {
  return new Promise(resolve => {
    waiting.push(resolve)
    if (waiting.length === 1) setImmediate(wakeOne)
  })
}

function wakeOne() {
  beginSlice()
  // Those who are left wait for a turn of their own, behind whatever the event loop has to do first.
  if (waiting.length > 1) setImmediate(wakeOne)
  waiting.shift()?.()
}
