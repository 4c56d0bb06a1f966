import { readFileSync } from 'node:fs'
import { type Profiler, Session } from 'node:inspector'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'

/** Which characters of some of the agent's compiled files have been run, as V8 itself counts it. */
export class Coverage {
  readonly #places: readonly string[]
  readonly #session = new Session()
  readonly #files = new Map<string, Covered>()

  /** @param places - beginnings of compiled files' paths, such as `src/xmlrpc/` */
  constructor(places: readonly string[]) {
    this.#places = places
    // V8 counts no calls of optimised functions, and would take them for not called.
    setFlagsFromString('--no-opt')
    this.#session.connect()
    this.#session.post('Profiler.enable')
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  }

  /** Forgets what ran since the last look. */
  skip(): void {
    this.#take()
  }

  /** Whether anything has run since the last look that had never been {@link keep kept}. */
  isNew(): boolean {
    return this.#look(false)
  }

  /** The same, and from now on it is known. */
  keep(): boolean {
    return this.#look(true)
  }

  /** How many characters of the functions that can run have run. */
  get share(): { run: number; of: number } {
    const files = [...this.#files.values()]
    return {
      run: files.reduce((sum, { run }) => sum + run.reduce((count, mark) => count + mark, 0), 0),
      of: files.reduce((sum, { run }) => sum + run.length, 0),
    }
  }

  end(): void {
    this.#session.disconnect()
  }

  #look(keeps: boolean) {
    let isNew = false
    for (const { url, functions } of this.#take()) {
      const place = placeOf(url)
      if (!this.#places.some(prefix => place.startsWith(prefix))) continue
      const covered = this.#files.get(place) ?? { run: new Uint8Array(lengthOf(url)) }
      this.#files.set(place, covered)
      if (marks(covered.run, functions, keeps)) isNew = true
    }
    return isNew
  }

  #take(): Profiler.ScriptCoverage[] {
    let taken: Profiler.ScriptCoverage[] = []
    // Within one process, the answer is here before post() returns.
    this.#session.post('Profiler.takePreciseCoverage', (error, { result }) => {
      if (error !== null) throw error
      taken = result
    })
    return taken
  }
}

interface Covered {
  /** One for each character: 1 where it has been run. */
  readonly run: Uint8Array
}

/** Ranges lie inside each other; the innermost says whether a character ran. */
function marks(run: Uint8Array, functions: readonly Profiler.FunctionCoverage[], keeps: boolean) {
  let isNew = false
  for (const { ranges } of functions) {
    const [whole] = ranges
    if (whole === undefined || whole.count === 0 || whole.startOffset === 0) continue
    const ran = new Uint8Array(whole.endOffset - whole.startOffset)
    for (const { startOffset, endOffset, count } of ranges) {
      ran.fill(Number(count > 0), startOffset - whole.startOffset, endOffset - whole.startOffset)
    }
    for (const [index, mark] of ran.entries()) {
      if (mark === 0 || run[whole.startOffset + index] === 1) continue
      isNew = true
      if (!keeps) return true
      run[whole.startOffset + index] = 1
    }
  }
  return isNew
}

function placeOf(url: string) {
  return url.split('/dist/').at(-1) ?? ''
}

function lengthOf(url: string) {
  return readFileSync(fileURLToPath(url), 'utf8').length
}
