import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { parse } from 'yaml'
import { agentOptions } from '../../src/config/agent-options.ts'
import * as errors from '../../src/errors.ts'
import { FaultCode, type FaultName } from '../../src/rpc/fault.ts'
import { faultMeanings } from '../../src/rpc/fault-meanings.ts'
import { faultStatus } from '../../src/rpc/fault-status.ts'
import { authorization, root, startAgent } from '../helper.ts'
import { typesOf } from '../metrics/reading.ts'
import { fences } from './fences.ts'

const page = (name: string) => readFileSync(join(root, 'docs', name), 'utf8')

/** The rows of all tables of a page, cells without code marks. */
function rows(text: string): string[][] {
  return text
    .split('\n')
    .filter(line => line.startsWith('| ') && !line.startsWith('| ---'))
    .map(line =>
      line
        .split('|')
        .slice(1, -1)
        .map(cell => cell.trim().replaceAll('`', '')),
    )
}

t.test('docs/errors.md has every code of a fault, with its meaning and its status, and no other', async t => {
  const documented = rows(page('errors.md'))
    .filter(([code = '']) => /^[−\d]+$/.test(code))
    .map(([code = '', meaning, status]) => [Number(code.replace('−', '-')), meaning, Number(status)])
  const coded = Object.entries(FaultCode).map(([name, code]) => [
    code,
    faultMeanings[name as FaultName],
    faultStatus(code),
  ])
  t.strictSame(documented, coded)
})

t.test("docs/errors.md has every code of an operator's error, with its exit code, and no other", async t => {
  const documented = rows(page('errors.md'))
    .map(([code = '']) => code)
    .filter(code => code.startsWith('MMC_ERR_'))
  const coded = Object.keys(errors).filter(name => name.startsWith('MMC_ERR_'))
  t.strictSame([...documented].sort(), [...coded].sort())

  for (const [code = '', exit] of rows(page('errors.md'))) {
    if (!exit || !code.startsWith('MMC_ERR_')) continue
    const make = Reflect.get(errors, code) as (...words: string[]) => errors.AgentError
    const error = make('', '', '', '', '')
    t.equal(error.code, code)
    t.equal(error.exitCode, Number(exit), code)
  }
})

t.test('docs/configuration.md has every option in its section, with its default, and no other', async t => {
  const documented = page('configuration.md')
    .split('\n## ')
    .flatMap(part => {
      const section = /^`\[(\w+)\]`/.exec(part)?.[1]
      if (section === undefined) return []
      return rows(part)
        .filter(([name]) => name !== 'option')
        .map(([name, byDefault]) => `[${section}] ${name} = ${byDefault}`)
    })
  const coded = Object.values(agentOptions).map(
    ({ section, name, default: byDefault, ...option }) =>
      `[${section}] ${name} = ${'required' in option ? 'must be set' : spelt(byDefault)}`,
  )
  t.strictSame(documented, coded)
})

t.test('docs/metrics.md has every metric with its type, and no other', async t => {
  const documented = rows(page('metrics.md'))
    .filter(([name = '']) => /^(mmc_agent|process|nodejs)_/.test(name))
    .map(([name = '', type = '']) => [name, type])
  const { server } = await startAgent(t)
  const live = [...typesOf((await server.inject('/metrics')).body)]
  // Elsewhere than on Linux there are fewer.
  if (process.platform === 'linux') t.strictSame(documented, live)
  else
    for (const metric of live)
      t.strictSame(
        documented.find(([name]) => name === metric[0]),
        metric,
      )
})

t.test('docs/metrics.md has the labels of each metric of the agent', async t => {
  const { server } = await startAgent(t)
  await server.inject({ method: 'POST', url: '/rpc/good.nothing', headers: { authorization } })
  await server.inject('/%')
  const { body } = await server.inject('/metrics')
  for (const [name = '', , labels = ''] of rows(page('metrics.md'))) {
    if (!name.startsWith('mmc_agent_')) continue
    const [, found = ''] = new RegExp(`^${name}(?:_count)?(?:\\{(.*)\\})? `, 'm').exec(body) ?? []
    t.equal([...found.matchAll(/(\w+)="/g)].map(([, label]) => label).join(', '), labels, name)
  }
})

t.test('docs/metrics.md has every outcome of a call, and no other', async t => {
  const documented = rows(page('metrics.md'))
    .filter(([, code = '']) => /^[−\d]+$/.test(code))
    .map(([outcome, code = '', meaning]) => [outcome, Number(code.replace('−', '-')), meaning])
  // A body that is not well-formed holds no call.
  const outcomes = Object.entries(FaultCode).filter(([, code]) => code > FaultCode.parseError)
  t.strictSame(
    documented,
    outcomes.map(([name, code]) => [name, code, faultMeanings[name as FaultName]]),
  )
})

t.test('the scrape configuration of docs/metrics.md asks the agent as it is shipped', async t => {
  const [config] = fences('docs/metrics.md').filter(({ language }) => language === 'yaml')
  const { host, port } = agentOptions
  t.match(parse(config?.text ?? ''), {
    scrape_configs: [
      { job_name: 'mmc-agent', static_configs: [{ targets: [`${host.default}:${port.default}`] }] },
    ],
  })
})

/** A default as an operator would write it. */
function spelt(value: unknown): string {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return 'none'
  if (typeof value === 'boolean') return value ? '1' : '0'
  // No option with a default is anything else.
  return String(value as string | number | readonly string[])
}
