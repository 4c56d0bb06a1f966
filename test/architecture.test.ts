import { readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import t from 'tap'
import { root } from './helper.ts'

/** From the top down; a file may import from its own floor's folder and from lower floors. */
const floors: readonly (readonly string[])[] = [
  ['main.ts'],
  ['cli'],
  ['app.ts'],
  ['http'],
  ['metrics'],
  [
    'jsonrpc',
    'xmlrpc',
    'client-gen',
    'contract',
    'docs-gen',
    'docs-page',
    'plugin-host',
    'schema',
    'watchdog',
    'plugin-api.ts',
    'testing.ts',
  ],
  ['rpc', 'config', 'shell', 'logging.ts', 'late-errors.ts'],
  [
    'passwords',
    'files',
    'errors.ts',
    'line-limit.ts',
    'log-writer.ts',
    'log.ts',
    'nearest-name.ts',
    'version.ts',
  ],
  ['log-lines.ts', 'log-target.ts'],
]

/** Neighbours that know each other, with the reason. */
const acquaintances: readonly [from: string, to: string, why: string][] = [
  ['plugin-api.ts', 'plugin-host', 'hands PluginConfig to plugins'],
  ['shell', 'rpc', 'a command ends with the call that launched it'],
  ['late-errors.ts', 'rpc', 'the scope says whose error it is'],
  ['docs-gen', 'jsonrpc', 'documents show values as JSON has them'],
  ['logging.ts', 'rpc', 'reads what was thrown'],
]

const sources = join(root, 'src')
const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts'))

function importsOf(file: string, which: 'all' | 'value' = 'all'): string[] {
  const source = readFileSync(join(sources, file), 'utf8')
  const text = which === 'all' ? source : source.replaceAll(/^import type [^']*'[^']*'$/gm, '')
  return [...text.matchAll(/^(?:import|export)\b[^'"]*?from '([^']+)'|^import '([^']+)'/gm)].map(
    match => match[1] ?? match[2] ?? '',
  )
}

/** What is loaded when it is needed. */
function lateImportsOf(file: string): string[] {
  const text = readFileSync(join(sources, file), 'utf8')
  return [...text.matchAll(/\bimport\('([^']+)'\)/g)].map(([, name = '']) => name)
}

function place(file: string) {
  const folder = file.split('/')[0] ?? ''
  return { folder, floor: floors.findIndex(floor => floor.includes(folder)) }
}

t.test('imports point down the house, and neighbours do not know each other', async t => {
  for (const file of files) {
    const from = place(file)
    t.not(from.floor, -1, `${file} has a place in the house`)
    for (const name of importsOf(file).filter(name => name.startsWith('.'))) {
      const target = relative(sources, resolve(sources, dirname(file), name))
      const to = place(target)
      const known = acquaintances.some(([a, b]) => a === from.folder && b === to.folder)
      t.ok(from.folder === to.folder || from.floor < to.floor || known, `${file} imports ${target}`)
    }
  }
})

t.test('no file imports itself by way of others', async t => {
  const imports = new Map(
    files.map(file => [
      file,
      importsOf(file)
        .filter(name => name.startsWith('.'))
        .map(name => relative(sources, resolve(sources, dirname(file), name))),
    ]),
  )
  const done = new Set<string>()
  const visit = (file: string, path: readonly string[]) => {
    if (path.includes(file)) return t.fail([...path.slice(path.indexOf(file)), file].join(' → '))
    if (done.has(file)) return
    for (const next of imports.get(file) ?? []) visit(next, [...path, file])
    done.add(file)
  }
  for (const file of files) visit(file, [])
  t.pass('no circle')
})

t.test('each package is known in its own place only', async t => {
  const homes: Record<string, RegExp> = {
    fastify: /^(http\/|app\.ts$)/,
    '@fastify/accept-negotiator': /^http\//,
    '@fastify/basic-auth': /^http\//,
    '@fastify/cors': /^http\//,
    re2js: /^rpc\//,
    'fastify-xml-body-parser': /^http\//,
    'json-rpc-2.0': /^jsonrpc\//,
    'lossless-json': /^jsonrpc\//,
    'p-map': /^jsonrpc\//,
    ini: /^config\//,
    leven: /^nearest-name\.ts$/,
    'ajv/dist/2020.js': /^rpc\/checks\//,
    'ajv-formats': /^rpc\/checks\//,
    execa: /^shell\//,
    acorn: /^(plugin-host|schema)\//,
    'typescript/unstable/ast': /^schema\/compiler\//,
    'typescript/unstable/sync': /^schema\/compiler\//,
    chokidar: /^cli\//,
    cliui: /^cli\/table\.ts$/,
    'string-width': /^cli\/table\.ts$/,
    commander: /^(cli\/|main\.ts$)/,
    pino: /^(logging|app|testing)\.ts$/,
    'pino-pretty': /^logging\.ts$/,
    'prom-client': /^metrics\//,
    yaml: /^(http|contract)\//,
  }
  for (const file of files) {
    for (const name of importsOf(file)) {
      if (name.startsWith('.') || name.startsWith('node:')) continue
      t.notOk(builtinModules.includes(name), `${file} says node:${name}`)
      t.match(file, homes[name] ?? /^no home$/, `${file} imports ${name}`)
    }
  }
})

t.test('no command but build loads the compiler', async t => {
  const reached = new Set<string>()
  const visit = (file: string) => {
    if (reached.has(file)) return
    reached.add(file)
    const names = [...importsOf(file, 'value'), ...lateImportsOf(file)]
    for (const name of names.filter(name => name.startsWith('.') && name !== './build.ts')) {
      visit(relative(sources, resolve(sources, dirname(file), name)))
    }
  }
  visit('main.ts')
  t.ok(reached.has('cli/serve.ts') && reached.has('cli/check.ts'))
  t.strictSame(
    [...reached].filter(file => /^schema\/|build|cli\/watch/.test(file)),
    [],
  )
})

t.test('no command loads the server but those that serve or read plugins', async t => {
  const reached = new Set<string>()
  const visit = (file: string) => {
    if (reached.has(file)) return
    reached.add(file)
    const names = [...importsOf(file, 'value'), ...lateImportsOf(file)]
    for (const name of names.filter(
      name => name.startsWith('.') && !/\/(serve|check|build|contract|client)\.ts$/.test(name),
    )) {
      visit(relative(sources, resolve(sources, dirname(file), name)))
    }
  }
  visit('main.ts')
  t.ok(reached.has('cli/call.ts') && reached.has('cli/complete.ts'))
  t.strictSame(
    [...reached].filter(file => /^app|^plugin-host|^xmlrpc|^logging/.test(file)),
    [],
  )
})

t.test(
  'bundled plugins import the plugin API and their own files only, and base its LDAP client',
  async t => {
    const plugins = join(root, 'plugins')
    for (const file of readdirSync(plugins, { recursive: true, encoding: 'utf8' }).filter(file =>
      file.endsWith('.ts'),
    )) {
      const text = readFileSync(join(plugins, file), 'utf8')
      // Not loaded with the plugin: most agents ask no directory.
      const lazily = /^import type [^'"]*? from 'ldapts'|await import\('ldapts'\)/gm
      const others = file.startsWith('base/') ? text.replaceAll(lazily, '') : text
      for (const [, name = ''] of others.matchAll(/(?:from |import\()'([^']+)'/g)) {
        const isOwn = name.startsWith('.') && folderOf(join(dirname(file), name)) === folderOf(file)
        t.ok(isOwn || /^(mmc-agent$|node:)/.test(name), `${file} imports ${name}`)
      }
    }
  },
)

function folderOf(path: string) {
  return path.split('/')[0]
}
