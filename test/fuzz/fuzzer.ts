import { type Random, randomFrom } from '../xmlrpc/made-up-calls.ts'
import type { Coverage } from './coverage.ts'
import { mutate } from './mutate.ts'
import type { Target, Wrong } from './target.ts'

export interface Finding {
  readonly input: Buffer
  /** Begins with one word for the kind and a colon. */
  readonly wrong: string
}

export interface FuzzerOptions {
  /** The same choices for the same seed; with coverage, what is kept may differ a little between two runs. */
  readonly seed: number
  /** Inputs to begin with. */
  readonly seeds: readonly Buffer[]
  /** Keeps what reaches code that nothing before has reached. */
  readonly coverage?: Coverage
  /** Is told of every input before it runs. */
  readonly onInput?: (input: Buffer) => void
}

/** Inputs that share one look at the coverage, which costs more than most of them. */
const oneLook = 200

/** Longer than any input of ours may take, also on a slow machine. */
const mostMs = 10_000

/** Makes inputs, gives them to a target and keeps those that lead on. */
export class Fuzzer {
  readonly #target: Target
  readonly #options: FuzzerOptions
  readonly #random: Random
  readonly #corpus: Buffer[]
  executed = 0

  constructor(target: Target, options: FuzzerOptions) {
    this.#target = target
    this.#options = options
    this.#random = randomFrom(options.seed)
    this.#corpus = [...options.seeds]
  }

  get kept(): number {
    return this.#corpus.length - this.#options.seeds.length
  }

  /** Runs what the run begins with. */
  async begin(): Promise<Finding | undefined> {
    const { seeds, coverage } = this.#options
    coverage?.skip()
    const finding = await this.#run(seeds)
    coverage?.keep()
    return finding ?? this.#compare(seeds)
  }

  /** Runs so many inputs, and ends early with the first that is taken wrongly. */
  async round(count: number): Promise<Finding | undefined> {
    const all: Buffer[] = []
    const { coverage } = this.#options
    while (all.length < count) {
      const inputs = Array.from({ length: Math.min(oneLook, count - all.length) }, () => this.#next())
      all.push(...inputs)
      const finding = await this.#run(inputs)
      if (finding !== undefined) return finding
      if (coverage?.isNew()) await this.#keepNew(inputs, coverage)
    }
    return this.#compare(all)
  }

  async #run(inputs: readonly Buffer[]): Promise<Finding | undefined> {
    for (const input of inputs) {
      this.#options.onInput?.(input)
      const wrong = await tryInput(this.#target, input)
      this.executed += 1
      if (wrong !== undefined) return { input, wrong }
    }
    return undefined
  }

  /** Starting the other program takes its time, so that it gets many inputs at once. */
  async #compare(inputs: readonly Buffer[]): Promise<Finding | undefined> {
    const compared = (await this.#target.compare?.(inputs)) ?? []
    const index = compared.findIndex(wrong => wrong !== undefined)
    const input = inputs[index]
    return input && { input, wrong: compared[index] ?? '' }
  }

  #next(): Buffer {
    const random = this.#random
    const isFresh = this.#corpus.length === 0 || random.number(3) === 0
    const input = isFresh ? this.#target.make(random) : this.#corpus[random.number(this.#corpus.length)]
    if (input === undefined || (isFresh && random.number(4) === 0)) return input ?? Buffer.alloc(0)
    return mutate(input, random, this.#target, this.#corpus)
  }

  /** Looks for those that reached something new, half by half. */
  async #keepNew(inputs: readonly Buffer[], coverage: Coverage): Promise<void> {
    coverage.skip()
    for (const input of inputs) {
      this.#options.onInput?.(input)
      await tryInput(this.#target, input)
    }
    const [only, second] = inputs
    if (only !== undefined && second === undefined) {
      if (coverage.keep()) this.#corpus.push(only)
      return
    }
    if (!coverage.isNew()) return
    const middle = Math.ceil(inputs.length / 2)
    await this.#keepNew(inputs.slice(0, middle), coverage)
    await this.#keepNew(inputs.slice(middle), coverage)
  }
}

/** What is wrong with how `target` takes one input, alone. */
export async function tryInput(target: Target, input: Buffer): Promise<Wrong> {
  const start = performance.now()
  try {
    const wrong = await target.run(input)
    const ms = performance.now() - start
    return wrong ?? (ms > mostMs ? `slow: ${Math.round(ms)} ms for ${input.length} bytes` : undefined)
  } catch (error) {
    return `threw: ${error instanceof Error ? error.stack : String(error)}`
  }
}

/** The same, also by the other program that the target is compared with. */
export async function judge(target: Target, input: Buffer): Promise<Wrong> {
  return (await tryInput(target, input)) ?? (await target.compare?.([input]))?.[0]
}

/** The smallest input found within so many seconds that goes wrong in the same way. */
export async function minimise(target: Target, { input, wrong }: Finding, seconds = 20): Promise<Finding> {
  let best: Finding = { input, wrong }
  const end = Date.now() + seconds * 1000
  for (let size = Math.ceil(input.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let at = 0; at < best.input.length && Date.now() < end; ) {
      const shorter = Buffer.concat([best.input.subarray(0, at), best.input.subarray(at + size)])
      const still = await judge(target, shorter)
      if (still !== undefined && kindOf(still) === kindOf(wrong)) best = { input: shorter, wrong: still }
      else at += size
    }
  }
  return best
}

function kindOf(wrong: string) {
  return wrong.split(':')[0]
}
