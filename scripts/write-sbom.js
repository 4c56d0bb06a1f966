// Lists what an installed agent is made of (CycloneDX), and checks that each package is pinned by a checksum and runs no script of
// its own at installation. `node scripts/write-sbom.js FILE`
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'

const [file = 'sbom.json'] = process.argv.slice(2)
const options = ['--package-lock-only', '--omit', 'dev', '--sbom-format', 'cyclonedx']
const text = execFileSync('npm', ['sbom', ...options], { encoding: 'utf8' })
writeFileSync(file, text)

const { components } = JSON.parse(text)
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'))
const problems = Object.entries(packages)
  .filter(([path, { dev }]) => path !== '' && !dev)
  .flatMap(([path, { integrity, hasInstallScript }]) => [
    ...(integrity ? [] : [`${path} has no checksum`]),
    ...(hasInstallScript ? [`${path} runs a script at its installation`] : []),
  ])
for (const problem of problems) say(problem)
say(`${file}: ${components.length} packages, ${problems.length} of them not pinned or with an install script`)
process.exitCode = problems.length === 0 ? 0 : 1

function say(line) {
  process.stdout.write(`${line}\n`)
}
