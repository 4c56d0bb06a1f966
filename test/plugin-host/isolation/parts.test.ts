import t, { type Test } from 'tap'
import { captureLog, enabled, startAgent } from '../../helper.ts'
import { baseOptions, call } from '../../plugins/base-agent.ts'

const isolated = 'isolate = 1\n'

const sources = {
  directory: `
import { currentPlugin, Fault } from 'mmc-agent'
const known = { user: 'Ada', attributes: { mail: 'ada@example.org', photo: Buffer.from('000jpeg').subarray(3), since: new Date(0) } }
export function activate() {
  const plugin = currentPlugin()
  plugin.registerAuthenticator('directory', {
    validate: async () => plugin.log.info('validated'),
    authenticate: async (user, password) => {
      if (password === 'none') throw new Error('no server')
      return password === 'right' ? known : null
    },
  })
  plugin.registerProvisioner('home', {
    provision: ({ user, attributes }) => {
      if (attributes.photo.length !== 4) throw new Error('odd photo')
      plugin.log.info({ made: [user, attributes.mail, attributes.since.getTime()] }, 'a home')
    },
  })
  return true
}`,
  thief: `
import { currentPlugin } from 'mmc-agent'
export const dependsOn = ['directory']
export function activate() {
  const { authentication, log } = currentPlugin()
  log.info({ known: [...authentication.authenticators.keys()].sort(), find: 'find' in authentication.authenticators.get('directory') }, 'found')
  currentPlugin().registerAuthenticator('directory', { authenticate: async () => null })
  return true
}`,
}

const places: readonly (readonly [title: string, base: string, directory: string])[] = [
  ['base inside, the other isolated', '', isolated],
  ['base isolated, the other inside', isolated, ''],
  ['both isolated', isolated, isolated],
]

for (const [title, base, directory] of places) {
  t.test(`authenticators and provisioners work across threads: ${title}`, async t => {
    const { app, lines } = await start(t, base, directory)
    const made = () => lines.flatMap(line => line['made'] ?? [])
    t.equal((await call(app, 'base.ldapAuth', ['ada', 'wrong'])).result, false)
    t.strictSame(made(), [])
    t.equal((await call(app, 'base.ldapAuth', ['ada', 'right'])).result, true)
    t.strictSame(made(), ['Ada', 'ada@example.org', 0])
    t.match((await call(app, 'base.ldapAuth', ['ada', 'none'])).fault, { code: 8006 })
    t.ok(lines.some(({ why }) => /no server/.test(String(why))))
    t.ok(lines.some(({ msg }) => msg === 'validated'))

    t.match(
      lines.find(({ msg }) => msg === 'found'),
      {
        known: ['baseldap', 'directory', 'externalldap', 'file'],
        find: false,
      },
    )
    t.match(app.host.report('thief'), {
      state: 'failed',
      reason: "the name 'directory' is taken: another authenticator is registered under it",
    })
  })
}

async function start(t: Test, base: string, directory: string) {
  const { log, lines } = captureLog()
  const ini = `${base}[authentication]\nmethod = directory\n[provisioning]\nmethod = home\n`
  const given = await baseOptions(t, { plugins: sources, log, ini })
  const plugins = {
    ...given.plugins,
    directory: `${enabled}${directory}`,
    thief: `${enabled}${directory}`,
  }
  return { app: await startAgent(t, { ...given, plugins }), lines }
}
