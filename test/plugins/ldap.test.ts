import t from 'tap'
import {
  ada,
  baseLdapOf,
  externalLdapOf,
  externalOptions,
  ldapOptions,
  passwords,
  people,
  reader,
  users,
  validate,
} from './directory.ts'
import { manager, skipWithoutSlapd, startSlapd } from './slapd.ts'

const skip = skipWithoutSlapd

/** Who is let in, and as whom; null where nobody is. */
const logins: readonly (readonly [what: string, user: string, password: string, as: string | null])[] = [
  ...Object.entries(passwords).map(
    ([user, password]) => ['the right password', user, password, user] as const,
  ),
  ['a wrong password', 'ada', 'wrong', null],
  ["another user's password", 'ada', passwords.deep, null],
  ['an unknown user', 'nobody', passwords.ada, null],
  ['no user', '', passwords.ada, null],
  ['an empty password', 'ada', '', null],
  ['an empty password of an unknown user', 'nobody', '', null],
  ['neither', '', '', null],
  ['a password that ends early', 'ada', `${passwords.ada}\0`, null],
  ['another case', 'Ada', passwords.ada, null],
  ['blanks around the name', ' ada ', passwords.ada, null],
  ['an entry without a password', 'nopassword', 'anything', null],
  ['a user elsewhere in the directory', 'outsider', 'secret of the outsider', null],
  ['a wildcard', '*', passwords.ada, null],
  ['a wildcard after the name', 'ad*', passwords.ada, null],
  ['a filter in the name', 'ada)(objectClass=*', passwords.ada, null],
  ['an escape of filters', '\\61da', passwords.ada, null],
  ['the name of an entry', `uid=ada,${users}`, passwords.ada, null],
  ['the rest of the name of an entry', 'deep,ou=Paris', passwords.deep, null],
  ['the name of the manager', manager.dn, manager.password, null],
  ['a letter in two parts', 'Zoe\u0308 Ωmega ☃', passwords['Zoë Ωmega ☃'], null],
  ['half a character', 'ada\ud800', passwords.ada, null],
  ['a null character', 'ada\0', passwords.ada, null],
]

t.test('a user logs in with exactly their name and their password', { skip }, async t => {
  const slapd = await startSlapd(t, { entries: people })
  const url = `ldap://127.0.0.1:${slapd.port}`
  const both = [
    ['baseldap', baseLdapOf(t, ldapOptions(url))],
    ['externalldap', externalLdapOf(t, externalOptions(url))],
  ] as const
  for (const [name, authenticator] of both) {
    await validate(authenticator)
    for (const [what, user, password, as] of logins) {
      const answer = await authenticator.authenticate(user, password)
      t.equal(answer?.user ?? null, as, `${name}, ${what}: ${JSON.stringify(user)}`)
    }
  }

  t.test('what the directory knows of the user comes along, without the password', async t => {
    for (const [, authenticator] of both)
      t.strictSame(await authenticator.authenticate('ada', passwords.ada), ada)
  })

  t.test('a name that two entries have is refused', async t => {
    for (const [, authenticator] of both)
      await t.rejects(
        authenticator.authenticate('twin', 'secret of the twins'),
        /several entries have the name/,
      )
  })

  t.test('root is the manager for baseldap, and a user like others for externalldap', async t => {
    const [[, byBase], [, byExternal]] = both
    t.strictSame(await byBase.authenticate('root', manager.password), {
      user: 'root',
      attributes: { dn: manager.dn },
    })
    for (const password of ['wrong', '', 'secret of a false root'])
      t.equal(await byBase.authenticate('root', password), null)
    t.equal(await byExternal.authenticate('root', manager.password), null)
    t.match(await byExternal.authenticate('root', 'secret of a false root'), { user: 'root' })
  })

  t.test('a login makes the same requests whether or not there is such a user', async t => {
    const conversation = async (user: string, password: string) => {
      const requests = await slapd.nextConversation()
      await both[0][1].authenticate(user, password)
      return requests()
    }
    const asks = [`BIND ${manager.dn}`, `SRCH ${users}`]
    t.strictSame(await conversation('ada', passwords.ada), [...asks, `BIND uid=ada,${users}`, 'UNBIND'])
    t.strictSame(await conversation('ada', 'wrong'), [...asks, `BIND uid=ada,${users}`, 'UNBIND'])
    for (const user of ['nobody', 'Ada', '*'])
      t.match(await conversation(user, 'wrong'), [
        ...asks,
        /^BIND cn=[0-9a-f-]{36},ou=Users,dc=test$/,
        'UNBIND',
      ])
    t.strictSame(await conversation('ada', ''), [...asks, 'UNBIND'])
  })

  t.test('externalldap searches as nobody in particular without a bindname', async t => {
    const anonymous = externalLdapOf(t, { ...externalOptions(url), bindname: '', bindpasswd: '' })
    const requests = await slapd.nextConversation()
    t.match(await anonymous.authenticate('ada', passwords.ada), { user: 'ada' })
    t.strictSame(await requests(), ['BIND ', `SRCH ${users}`, `BIND uid=ada,${users}`, 'UNBIND'])
  })

  t.test('externalldap finds users by the attribute and the filter that it is given', async t => {
    const byMail = externalLdapOf(t, { ...externalOptions(url), attr: 'MAIL', filter: '(cn=Ada*)' })
    await validate(byMail)
    t.match(await byMail.authenticate('countess@example', passwords.ada), { user: 'countess@example' })
    t.equal(await byMail.authenticate('ada', passwords.ada), null)
    const others = externalLdapOf(t, { ...externalOptions(url), filter: '!(uid=ada)' })
    t.equal(await others.authenticate('ada', passwords.ada), null)
    t.match(await others.authenticate('deep', passwords.deep), { user: 'deep' })
  })

  const mistakes: readonly [what: string, authenticator: (typeof both)[0][1], message: RegExp][] = [
    [
      "the manager's password",
      baseLdapOf(t, { ...ldapOptions(url), password: 'not this' }),
      /^the LDAP server does not accept \[ldap\] rootName and password \(result code 49\)$/,
    ],
    [
      "the manager's name",
      baseLdapOf(t, { ...ldapOptions(url), rootName: 'no name of an entry' }),
      /^the LDAP server does not accept \[ldap\] rootName and password \(result code 34\)$/,
    ],
    [
      'the base of users',
      baseLdapOf(t, { ...ldapOptions(url), baseUsersDN: 'ou=Nowhere,dc=test' }),
      /^\[ldap\] baseUsersDN: there is no such entry, .* \(result code 32\)$/,
    ],
    [
      "the reader's password",
      externalLdapOf(t, { ...externalOptions(url), bindpasswd: 'not this' }),
      /^the LDAP server does not accept \[authentication_externalldap\] bindname and bindpasswd/,
    ],
    [
      'the suffix',
      externalLdapOf(t, { ...externalOptions(url), suffix: 'no name of an entry' }),
      /^\[authentication_externalldap\] suffix: there is no such entry, .* \(result code 34\)$/,
    ],
    [
      'the filter',
      externalLdapOf(t, { ...externalOptions(url), filter: '(uid=*))' }),
      /^\[authentication_externalldap\] filter: Unbalanced parens/,
    ],
  ]
  for (const [what, authenticator, message] of mistakes)
    t.test(`a mistake in ${what} is told by validate() and at a login, with the option's name`, async t => {
      await t.rejects(validate(authenticator), { message })
      await t.rejects(authenticator.authenticate('ada', passwords.ada), { message })
    })

  t.test('an attribute that the entry does not show under that name is told', async t => {
    const byOtherName = externalLdapOf(t, { ...externalOptions(url), attr: 'userid' })
    await t.rejects(byOtherName.authenticate('ada', passwords.ada), {
      message: /\] attr: the entry that was found/,
    })
  })
})

t.test('a directory that lets nobody in without a name is told by validate()', { skip }, async t => {
  const slapd = await startSlapd(t, { entries: people, more: ['disallow bind_anon'] })
  const options = externalOptions(`ldap://127.0.0.1:${slapd.port}`)
  await t.rejects(validate(externalLdapOf(t, { ...options, bindname: '' })), {
    message:
      'the LDAP server lets nobody in without [authentication_externalldap] bindname and bindpasswd (result code 48)',
  })
  t.match(await externalLdapOf(t, options).authenticate('ada', passwords.ada), { user: 'ada' })
  t.equal(reader.dn, options.bindname)
})
