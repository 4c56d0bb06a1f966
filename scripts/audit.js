// Asks the registry for known weaknesses of what an installed agent is made of, and fails on those of high severity
// that `accepted` gives no reason for. A registry that cannot be asked is told, and no failure: some mirrors have none.
import { spawnSync } from 'node:child_process'

/** Advisories that do not concern this agent, each with the reason, such as `['GHSA-xxxx-xxxx-xxxx', 'only its …']`. */
const accepted = new Map([])

const severe = ['high', 'critical']

const { stdout, stderr } = spawnSync('npm', ['audit', '--omit', 'dev', '--json'], { encoding: 'utf8' })
const report = readReport(stdout)
if (report.vulnerabilities === undefined) {
  say(`advisories were not looked up: ${report.message ?? firstLine(stderr)}`)
} else {
  const found = Object.values(report.vulnerabilities)
    .flatMap(({ via }) => via)
    .filter(via => typeof via === 'object' && severe.includes(via.severity))
    .filter(({ url }) => ![...accepted.keys()].some(id => url.endsWith(id)))
  for (const { name, range, severity, title, url } of found) {
    say(`${severity}: ${name} ${range}: ${title} (${url})`)
  }
  say(`${found.length} advisories of high severity`)
  process.exitCode = found.length === 0 ? 0 : 1
}

function readReport(text) {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

function firstLine(text) {
  return text.split('\n').find(line => line !== '') ?? 'npm audit said nothing'
}

function say(line) {
  process.stdout.write(`${line}\n`)
}
