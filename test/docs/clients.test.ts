import { execFile, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { withoutOpenssl } from '../certificates.ts'
import { root, tempDir } from '../helper.ts'
import { type Fence, sections } from './fences.ts'
import { type Agents, atHost, fileOf, packagesOf, parts, startAgents } from './recipes.ts'

t.setTimeout(300_000)

// Before the first test, for tap ends when it has none.
const agents = withoutOpenssl === false ? await startAgents(t) : undefined

/** The pages whose commands a shell runs, and what fails where something is not installed. */
const probes: Readonly<Record<string, string>> = {
  curl: 'curl --version',
  go: 'go version',
  node: 'node --version',
  perl: 'perl -MRPC::XML::Client -MLWP::Protocol::https -e 1',
  php: `php -r 'exit(function_exists("xmlrpc_encode_request") && extension_loaded("openssl") ? 0 : 1);'`,
  python: 'python3 -c "import xmlrpc.client"',
  ruby: 'ruby -rxmlrpc/client -e 1',
}

t.test('.ci/run installs what the pages need', async t => {
  const read = (file: string) => readFileSync(join(root, file), 'utf8')
  const installed = `${read('.ci/run')}\n${read('test/interop/packages.txt')}`.split(/[\s;]+/)
  for (const name of Object.keys(probes)) {
    for (const item of packagesOf(pageOf(name))) t.ok(installed.includes(item), `${item} for ${name}`)
  }
})

t.test('docs/clients/README.md names every page', async t => {
  const index = readFileSync(join(root, 'docs/clients/README.md'), 'utf8')
  for (const file of readdirSync(join(root, 'docs/clients'))) {
    if (file !== 'README.md') t.ok(index.includes(`](${file})`), file)
  }
})

for (const [name, probe] of Object.entries(probes)) {
  t.test(`docs/clients/${name}.md runs as it stands there`, { skip: missing(name, probe) }, async t => {
    if (agents === undefined) throw new Error('there is no agent without openssl')
    await checkPage(t, pageOf(name), agents)
  })
}

function pageOf(name: string): string {
  return `docs/clients/${name}.md`
}

/** For tap: why a page cannot run here, or false. On a build server it runs in any case, and fails. */
function missing(name: string, probe: string): string | false {
  if (process.env['CI'] !== undefined) return false
  if (spawnSync('sh', ['-c', probe]).status !== 0) {
    return `${name} is missing: apt-get install ${packagesOf(pageOf(name)).join(' ')}`
  }
  return withoutOpenssl
}

/** Saves the files of the page and runs its commands, from top to bottom. */
async function checkPage(t: Test, page: string, { hostFor, certificate }: Agents) {
  const dir = tempDir(t)
  writeFileSync(join(dir, 'cacert.pem'), certificate)
  const run = new Set<string>()
  for (const { title, fences } of sections(page)) {
    for (const [index, fence] of fences.entries()) {
      const file = fileOf(fence)
      const text = atHost(fence.text, hostFor(title))
      if (file !== undefined) writeFileSync(join(dir, file), text)
      if (fence.language !== 'sh' || text.startsWith('apt-get')) continue
      checkOutput(t, await outputOf(text, dir), fences[index + 1], `${page}, ${title}: ${fence.text}`)
      run.add(title)
    }
  }
  t.strictSame([...run], parts)
}

async function outputOf(command: string, cwd: string): Promise<string> {
  const env = { ...process.env, no_proxy: '127.0.0.1,localhost' }
  return (await promisify(execFile)('sh', ['-ec', command], { cwd, env })).stdout
}

function checkOutput(t: Test, output: string, below: Fence | undefined, what: string) {
  if (below?.language === 'json') t.strictSame(JSON.parse(output), JSON.parse(below.text), what)
  else t.equal(output.trimEnd(), below?.text.trimEnd(), what)
}
