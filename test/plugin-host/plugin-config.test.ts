import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t, { type Test } from 'tap'
import { ConfigException, PluginConfig } from '../../src/plugin-host/plugin-config.ts'
import { alone, captureLog, enabled, startAgent, tempDir, writePlugins } from '../helper.ts'

class GreeterConfig extends PluginConfig {
  greeting = 'Hello'
  steps: string[] = []

  override setDefault() {
    super.setDefault()
    this.steps.push('setDefault')
  }

  override readConf() {
    super.readConf()
    this.steps.push('readConf')
    this.greeting = this.get('greeter', 'greeting', this.greeting)
  }

  override check() {
    this.steps.push('check')
    if (this.greeting === '') throw new ConfigException('[greeter] greeting must not be empty')
  }
}

function iniFile(t: Test, text: string): string {
  const file = join(tempDir(t), 'greeter.ini')
  writeFileSync(file, text)
  return file
}

t.test(
  "settings are made by setDefault, the file, readConf and check; a field's initial value is the default",
  async t => {
    const config = GreeterConfig.load(iniFile(t, '[main]\ndisable = 0\n'))
    t.strictSame(config.steps, ['setDefault', 'readConf', 'check'])
    t.equal(config.greeting, 'Hello')
    t.equal(GreeterConfig.load(iniFile(t, '[greeter]\nGreeting = Hi')).greeting, 'Hi')
  },
)

t.test('the common sections are read for every plugin, with lower-cased names', async t => {
  const text =
    '[DEFAULT]\nhome = /home\n[main]\ndisable = 0\n[userdefault]\nhomeDirectory = %(home)s/x\n[hooks]\naddUser = run me\n[service]\ninit = a\n'
  const config = PluginConfig.load(iniFile(t, text))
  t.equal(config.disabled, false)
  t.strictSame(config.userDefault, { homedirectory: '/home/x', home: '/home' })
  t.match(config.hooks, { 'greeter.adduser': 'run me' })
  t.match(config.service, { init: 'a' })
  t.equal(PluginConfig.load(iniFile(t, '')).disabled, true, 'disabled unless the file says 0')
})

t.test(
  'options are read as what they are, with a default, or as an error that says where and what is allowed',
  async t => {
    const file = iniFile(
      t,
      '[s]\ntext = a # b\nint = 42\nfloat = 1.5\nyes = On\nlist = a, b,, c\npassword = {base64}c2VjcmV0\nodd = x y\n',
    )
    const config = PluginConfig.load(file)
    t.equal(config.get('s', 'TEXT'), 'a # b')
    t.equal(config.getInt('s', 'int'), 42)
    t.equal(config.getFloat('s', 'float'), 1.5)
    t.equal(config.getBoolean('s', 'yes'), true)
    t.strictSame(config.getList('s', 'list'), ['a', 'b', 'c'])
    t.equal(config.getPassword('s', 'password'), 'secret')
    t.equal(config.getInt('s', 'none', 7), 7)
    t.equal(config.getBoolean('none', 'none', false), false)
    t.ok(config.has('s') && config.has('s', 'Int') && !config.has('s', 'none') && !config.has('none'))
    t.strictSame(config.sections(), ['s'])
    t.match(config.options('s'), ['text', 'int'])

    const wrong: [() => unknown, RegExp][] = [
      [() => config.get('s', 'none'), /greeter\.ini: \[s\] none is missing$/],
      [() => config.getInt('s', 'odd'), /\[s\] odd = x y: must be a whole number$/],
      [() => config.getFloat('s', 'odd', 1), /\[s\] odd = x y: must be a number$/],
      [() => config.getBoolean('s', 'odd'), /\[s\] odd = x y: must be 1, 0, yes/],
    ]
    for (const [read, message] of wrong) t.throws(read, { name: 'ConfigException', message })
  },
)

t.test('a relative path is relative to the file', async t => {
  const file = iniFile(t, '[s]\nrelative = ../users.ini\nabsolute = /etc/users.ini\n')
  const config = PluginConfig.load(file)
  t.equal(config.getPath('s', 'relative'), join(dirname(file), '../users.ini'))
  t.equal(config.getPath('s', 'absolute'), '/etc/users.ini')
  t.equal(config.getPath('s', 'none', 'state.json'), join(dirname(file), 'state.json'))
  t.throws(() => config.getPath('s', 'none'), { message: /\[s\] none is missing$/ })
})

t.test('a password that cannot be read is not shown', async t => {
  const config = PluginConfig.load(iniFile(t, '[s]\npassword = {rot13}frperg'))
  t.throws(() => config.getPassword('s', 'password'), { message: /password = \(not shown\): must be/ })
})

t.test('whatever is wrong with the file is a ConfigException', async t => {
  t.throws(() => PluginConfig.load('/nowhere/x.ini'), {
    name: 'ConfigException',
    message: /there is no such file/,
  })
  t.throws(() => PluginConfig.load(iniFile(t, 'no section = 1')), {
    name: 'ConfigException',
    message: /line 1/,
  })
  t.throws(() => GreeterConfig.load(iniFile(t, '[greeter]\ngreeting =')), {
    name: 'ConfigException',
    message: /must not be empty/,
  })
})

t.test('outside the agent a script must name the file', async t => {
  t.throws(() => GreeterConfig.load(), {
    name: 'ConfigException',
    message: 'GreeterConfig.load() needs the name of an ini file outside the agent',
  })
})

t.test('inside the agent a plugin loads its own file, once', async t => {
  const source = `
    import { PluginConfig } from 'mmc-agent'
    class Config extends PluginConfig {}
    class Other extends PluginConfig {}
    let config
    export const activate = () => (config = Config.load()) === Config.load() && Config.load() !== Other.load()
    export const text = () => config.get('own', 'text', 'default')`
  const { log } = captureLog()
  const app = await startAgent(t, {
    options: {
      main: { plugindirs: writePlugins(t, { one: source, two: source, three: source }), required: 'three' },
    },
    plugins: { one: `${enabled}[own]\ntext = of one`, two: `${enabled}[own]\ntext = of two` },
    log,
  })
  const text = (plugin: string) => app.registry.resolve(`${plugin}.text`).invoke([], alone)
  t.strictSame([text('one'), text('two'), text('three')], ['of one', 'of two', 'default'])
})
