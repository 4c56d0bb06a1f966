import t from 'tap'
import { helpText } from '../../src/rpc/help-text.ts'
import { systemMethod } from '../../src/rpc/system-method.ts'

const bare = systemMethod({ name: 'users.add', summary: '', result: {}, invoke: () => null })

t.test('of a method without words the help is how it is called', async t => {
  t.equal(helpText(bare), 'users.add()')
})

t.test('the help has all that the author says, one paragraph each', async t => {
  const method = {
    ...bare,
    parameters: [
      { name: 'login', optional: false, rest: false, description: 'what the user logs in with' },
      { name: 'uid', optional: true, rest: false, default: '0', schema: { type: 'integer', minimum: 0 } },
      {
        name: 'shell',
        optional: true,
        rest: false,
        schema: { type: 'string' },
        description: 'as in /etc/shells',
      },
      { name: 'groups', optional: true, rest: true },
    ],
    result: { schema: { $ref: '#/$defs/User' }, description: 'the new user' },
    schemas: { User: { type: 'object' } },
    documentation: {
      summary: 'Adds a user.',
      description: 'The home directory is made too.',
      throws: ['Fault 1 when the login is taken', 'Fault 2 when the disk is full'],
      deprecated: 'Use users.create.',
      examples: [{ text: "users.add('ada')" }],
    },
  }
  t.equal(
    helpText(method),
    `users.add(login, uid = 0, shell?, ...groups)

Deprecated. Use users.create.

Adds a user.

The home directory is made too.

login: what the user logs in with
uid: an integer of at least 0
shell: a string, as in /etc/shells

Returns a struct, the new user

Throws Fault 1 when the login is taken
Throws Fault 2 when the disk is full

Example:
users.add('ada')`,
  )
})

t.test('a method can be deprecated without more words', async t => {
  t.equal(helpText({ ...bare, documentation: { summary: '', deprecated: '' } }), 'users.add()\n\nDeprecated.')
})
