import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import t from 'tap'

await t.test('the version is that of package.json, from whatever directory the agent is started', async t => {
  const stated = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
  const module = new URL('../src/version.js', import.meta.url).href
  const script = `import { version } from '${module}'; process.stdout.write(version)`
  const found = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { cwd: '/' })
  t.equal(found.toString(), stated.version)
})
