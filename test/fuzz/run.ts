// Fuzzes one target after the other, guided by what their inputs reach: npm run fuzz -- --help
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from '../helper.ts'
import { keepFinding, readFound, readSeeds } from './corpus.ts'
import { Coverage } from './coverage.ts'
import { type Finding, Fuzzer, judge, minimise } from './fuzzer.ts'
import type { Target } from './target.ts'
import { targets } from './targets.ts'
import { Watchdog } from './watchdog.ts'

const usage = `Usage: npm run fuzz -- [options]

  --target <name>   one of ${[...targets.keys()].join(', ')}; all of them, one after the other, if left out
  --seconds <n>     time for each target, 60 if left out
  --inputs <n>      inputs for each target instead of a time
  --seed <n>        for the same choices as in another run
  --unguided        faster, and without looking at what the inputs reach
  --replay <file>   runs one input and says what is wrong with how it is taken; needs --target
`

interface Run {
  readonly name: string
  readonly open: () => Promise<Target>
  readonly seed: number
  readonly isGuided: boolean
  readonly isOver: (executed: number) => boolean
}

process.exitCode = await main()

async function main(): Promise<number> {
  try {
    const { values } = parseArgs({
      options: {
        target: { type: 'string' },
        seconds: { type: 'string', default: '60' },
        inputs: { type: 'string' },
        seed: { type: 'string', default: String(Date.now() % 1_000_000) },
        unguided: { type: 'boolean', default: false },
        replay: { type: 'string' },
        help: { type: 'boolean' },
      },
    })
    if (values.help) {
      process.stdout.write(usage)
      return 0
    }
    const chosen = [...targets].filter(([name]) => name === (values.target ?? name))
    const [first] = chosen
    if (first === undefined) throw new RangeError(`There is no target '${values.target}'`)
    if (values.replay !== undefined) {
      if (values.target === undefined) throw new RangeError('--replay needs --target')
      return await replay(...first, values.replay)
    }
    const seconds = numberOf(values.seconds)
    const inputs = values.inputs === undefined ? undefined : numberOf(values.inputs)
    for (const [name, open] of chosen) {
      const end = Date.now() + seconds * 1000
      const isOver = (executed: number) => (inputs === undefined ? Date.now() >= end : executed >= inputs)
      if (await fuzz({ name, open, seed: numberOf(values.seed), isGuided: !values.unguided, isOver }))
        return 1
    }
    return 0
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error
    process.stderr.write(`${error.message}\n\n${usage}`)
    return 2
  }
}

function numberOf(text: string) {
  if (!/^[0-9]{1,9}$/.test(text)) throw new RangeError(`'${text}' is no whole number`)
  return Number(text)
}

async function replay(name: string, open: () => Promise<Target>, file: string): Promise<number> {
  const target = await open()
  const wrong = await judge(target, readFileSync(file))
  await target.end?.()
  process.stdout.write(`${name}: ${wrong ?? 'nothing is wrong'}\n`)
  return wrong === undefined ? 0 : 1
}

/** @returns whether anything was wrong */
async function fuzz({ name, open, seed, isGuided, isOver }: Run): Promise<boolean> {
  const target = await open()
  const coverage = isGuided ? new Coverage(target.covers) : undefined
  const watchdog = new Watchdog(name)
  const seeds = [...readSeeds(name), ...readFound(name).map(({ input }) => input)]
  let current: Buffer = Buffer.alloc(0)
  // What nobody waits for, such as a promise that is rejected late, comes with the last input.
  const keepCurrent = (error: Error) =>
    report(name, seed, { input: current, wrong: `late: ${error.message}` })
  process.on('uncaughtExceptionMonitor', keepCurrent)
  const onInput = (input: Buffer) => {
    current = input
    watchdog.watch(input)
  }

  const fuzzer = new Fuzzer(target, { seed, seeds, ...(coverage && { coverage }), onInput })
  const start = performance.now()
  let finding = await fuzzer.begin()
  while (finding === undefined && !isOver(fuzzer.executed))
    finding = await fuzzer.round(target.compare ? 2000 : 200)
  const seconds = (performance.now() - start) / 1000
  await watchdog.end()
  process.off('uncaughtExceptionMonitor', keepCurrent)
  if (finding !== undefined) report(name, seed, await minimise(target, finding))
  else {
    const rate = Math.round(fuzzer.executed / seconds)
    const reached = coverage === undefined ? '' : `, ${reachedBy(fuzzer, target, coverage)}`
    process.stdout.write(
      `${name}: seed ${seed}, ${fuzzer.executed} inputs, ${rate} a second${reached}; nothing wrong\n`,
    )
  }
  if (target.summary) process.stdout.write(`${name}: ${target.summary()}\n`)
  coverage?.end()
  await target.end?.()
  return finding !== undefined
}

function reachedBy(fuzzer: Fuzzer, { covers }: Target, { share: { run, of } }: Coverage) {
  return `${fuzzer.kept} kept for new code, ${Math.round((run / of) * 100)} % of ${covers.join(' ')}`
}

function report(name: string, seed: number, finding: Finding) {
  const file = relative(root, keepFinding(name, finding))
  process.stdout.write(
    `${name}: seed ${seed} found: ${finding.wrong}\n` +
      `kept in ${file}\nagain: npm run fuzz -- --target ${name} --replay ${file}\n`,
  )
}
