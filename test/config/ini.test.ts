import t from 'tap'
import { IniFile } from '../../src/config/ini.ts'
import { ExitCode } from '../../src/errors.ts'

const values: [rule: string, text: string, options: Record<string, string>][] = [
  ['an option name is lower-cased', '[s]\nMixedCase = 1', { mixedcase: '1' }],
  ['a colon divides as well', '[s]\na: 1', { a: '1' }],
  ['the first delimiter divides', '[s]\na = b:c=d\ne: f=g', { a: 'b:c=d', e: 'f=g' }],
  ['blanks around names and values do not count', '[s]\na\t =\xa0 b c \x85', { a: 'b c' }],
  ['a value may be empty', '[s]\na =\nb:   ', { a: '', b: '' }],
  ['a # or ; at the start of a line begins a comment', '# c\n[s]\n; c\n  # c\na = 1', { a: '1' }],
  [
    'a # or ; later on does not',
    '[s]\na = 1 # x\nb = 1 ; y\nc = #fff',
    { a: '1 # x', b: '1 ; y', c: '#fff' },
  ],
  ['a fragment stays in an address', '[s]\na = https://h/#/client;x', { a: 'https://h/#/client;x' }],
  ['a line "rem ..." is a comment', '[s]\nREM a remark\nrem\nRem b = 1\na = 1', { a: '1' }],
  ['an option may be called rem, or begin so', '[s]\nrem = 1\nremote = 2', { rem: '1', remote: '2' }],
  ['an indented "rem ..." belongs to a value', '[s]\na = 1\n rem b', { a: '1\nrem b' }],
  ['quotes stay', `[s]\na = "x"\nb = 'y'\nc = ""\nd = "`, { a: '"x"', b: "'y'", c: '""', d: '"' }],
  ['backslashes stay', '[s]\na = C:\\new\\;\\\\h\\#\\', { a: 'C:\\new\\;\\\\h\\#\\' }],
  [
    'true, false, null and numbers are texts',
    '[s]\na=true\nb=false\nc=null\nd=007',
    { a: 'true', b: 'false', c: 'null', d: '007' },
  ],
  ['brackets in option names and values stay', '[s]\na[] = 1\nb = [x]', { 'a[]': '1', b: '[x]' }],
  ['a dotted option name is one name', '[s]\na.b.c = 1', { 'a.b.c': '1' }],
  ['the last of two equal options wins', '[s]\na = 1\nb = 2\nA = 3', { a: '3', b: '2' }],
  ['equal sections are one', '[s]\na = 1\n[t]\n[s]\nb = 2', { a: '1', b: '2' }],
  ['deeper lines go on with a value', '[s]\na = 1\n  2\n    3', { a: '1\n2\n3' }],
  ['a value may begin on the second line', '[s]\na =\n  1\n  2', { a: '\n1\n2' }],
  [
    'deeper means deeper than the option',
    '[s]\n  a = 1\n  b = 2\n   3\n c = 4',
    { a: '1', b: '2\n3', c: '4' },
  ],
  [
    'a value goes on with what looks like an option or a header',
    '[s]\na = 1\n b = 2\n [t]',
    { a: '1\nb = 2\n[t]' },
  ],
  ['blank lines inside a value stay', '[s]\na = 1\n\n  \n  2', { a: '1\n\n\n2' }],
  ['blank lines after a value do not', '[s]\na = 1\n\n\nb = 2\n\n', { a: '1', b: '2' }],
  ['a comment inside a value leaves nothing', '[s]\na = 1\n  # x\n  2', { a: '1\n2' }],
  ['a byte order mark is no text', '\ufeff[s]\na = 1', { a: '1' }],
  ['lines end with LF, CR LF or CR', '[s]\r\na = 1\rb = 2\n\r\n c', { a: '1', b: '2\n\nc' }],
  ['other separators end no line', '[s]\na = 1\u20282\x853\f4', { a: '1\u20282\x853\f4' }],
  [
    'names of JavaScript are ordinary',
    '[s]\n__proto__ = 1\nconstructor = 2',
    { ['__proto__']: '1', constructor: '2' },
  ],
]

await t.test('values', async t => {
  for (const [rule, text, options] of values) {
    const ini = IniFile.parse(text, 'x.ini')
    const read = ini
      .options('s')
      .map((option): [string, string | undefined] => [option, ini.raw('s', option)])
    t.strictSame(new Map(read), new Map(Object.entries(options)), rule)
  }
})

await t.test('sections and options keep their order, numbers too', async t => {
  const ini = IniFile.parse('[b]\nz = 1\n10 = 2\n2 = 3\nZ = 4\n[10]\n[2]\n[b]\na = 5', 'x.ini')
  t.strictSame(ini.sections(), ['b', '10', '2'])
  t.strictSame(ini.options('b'), ['z', '10', '2', 'a'])
})

const headers: [header: string, section: string][] = [
  ['[s]', 's'],
  ['[S]', 'S'],
  ['[ s ]', ' s '],
  ['  [s]  ', 's'],
  ['[s] ; note', 's'],
  ['[s] # note', 's'],
  ['[a.b]', 'a.b'],
  ['[a\\.b]', 'a\\.b'],
  ['[report: *.xml]', 'report: *.xml'],
  ['[a[b]c]', 'a[b]c'],
  ['[a][b]', 'a][b'],
  ['[a] ; [b]', 'a] ; [b'],
  ['["s"]', '"s"'],
  ['[a=b]', 'a=b'],
  ['[;]', ';'],
  ['[7]', '7'],
  ['[__proto__]', '__proto__'],
  ['[constructor]', 'constructor'],
]

await t.test('section headers', async t => {
  for (const [header, section] of headers) {
    const ini = IniFile.parse(`[first]\n${header}\na = 1\n`, 'x.ini')
    t.strictSame(ini.sections(), ['first', section], header)
    t.equal(ini.get(section, 'a'), '1', header)
  }
})

await t.test('a separator that ends no line may stand in a section name', async t => {
  t.strictSame(IniFile.parse('[a\u2028b]\n', 'x.ini').sections(), ['a\u2028b'])
})

const noLine =
  'expected [section], option = value or a comment beginning with # or ;' +
  ' (to go on with the value above, indent the line deeper than its option)'
const noSection = 'there is no section yet; put a line such as [main] above it'

const mistakes: [rule: string, text: string, line: number, why: string][] = [
  ['an option needs a delimiter', '[s]\na = 1\nb', 3, noLine],
  ['an option needs a name', '[s]\n\n= 1', 3, noLine],
  ['a header needs its bracket', '[s]\n[t\na = 1', 2, noLine],
  ['a header needs a name', '[s]\r\n[]', 2, noLine],
  ['a section cannot begin with the rest of a value', '[s]\n  more', 2, noLine],
  ['an option needs a section', '\n# x\na = 1\n[s]', 3, noSection],
]

await t.test('a line that is neither header nor option is an error with file and line', async t => {
  for (const [rule, text, line, why] of mistakes) {
    const message = `MMC_ERR_CONFIG_SYNTAX: x.ini, line ${line}: ${why}`
    t.throws(() => IniFile.parse(text, 'x.ini'), { message, exitCode: ExitCode.configuration }, rule)
  }
})

await t.test('a syntax error does not show the line, which may hold a password', async t => {
  t.throws(() => IniFile.parse('[main]\npassword s3cr3t', 'x.ini'), { message: /^((?!s3cr3t).)*$/ })
})

await t.test('[DEFAULT] stands behind every section, and is none itself', async t => {
  const ini = IniFile.parse('[a]\nx = 1\n[DEFAULT]\nx = 0\ny = 2\n[b]\n[default]\nz = 3', 'x.ini')
  t.strictSame(ini.sections(), ['a', 'b', 'default'])
  t.strictSame(ini.options('a'), ['x', 'y'])
  t.strictSame(ini.options('b'), ['x', 'y'])
  t.strictSame(ini.options('default'), ['z', 'x', 'y'])
  t.equal(ini.get('a', 'x'), '1')
  t.equal(ini.get('b', 'X'), '0')
  t.equal(ini.has('b', 'Y'), true)
  t.equal(ini.has('DEFAULT'), false)
  t.equal(ini.get('DEFAULT', 'y'), '2')
})

await t.test('what is not there is undefined, whatever its name', async t => {
  const ini = IniFile.parse('[s]\na = 1\n[DEFAULT]\nd = 1', 'x.ini')
  for (const name of ['none', 'S', '', '__proto__', 'constructor', 'toString']) {
    t.equal(ini.has(name), false, name)
    t.equal(ini.has(name, 'd'), false, name)
    t.strictSame(ini.options(name), [], name)
    t.equal(ini.get(name, 'd'), undefined, name)
    t.equal(ini.has('s', name), false, name)
    t.equal(ini.raw('s', name), undefined, name)
    t.equal(ini.get('s', name), undefined, name)
    t.equal(ini.fileOf('s', name), undefined, name)
  }
})

await t.test('an overriding file replaces single options before anything is filled in', async t => {
  const main = IniFile.parse('[ldap]\nbase = dc=a\nusers = ou=u, %(base)s\n[DEFAULT]\nd = 1\n[x]', 'x.ini')
  const local = IniFile.parse('[new]\nn = 1\n[ldap]\nBase = dc=b\n[DEFAULT]\nd = 2', 'x.ini.local')
  const both = main.overriddenBy(local)

  t.strictSame(both.sections(), ['ldap', 'x', 'new'])
  t.strictSame(both.options('ldap'), ['base', 'users', 'd'])
  t.equal(both.get('ldap', 'users'), 'ou=u, dc=b')
  t.equal(both.get('x', 'd'), '2')
  t.equal(both.get('new', 'n'), '1')
  t.equal(both.fileOf('ldap', 'BASE'), 'x.ini.local')
  t.equal(both.fileOf('ldap', 'users'), 'x.ini')
  t.equal(both.fileOf('ldap', 'd'), 'x.ini.local')

  t.equal(main.get('ldap', 'users'), 'ou=u, dc=a', 'the file itself stays as it was')
  t.equal(local.has('ldap', 'users'), false)
})
