import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { readIni } from '../../src/config/ini-file.ts'
import { ExitCode } from '../../src/errors.ts'

await t.test('the .local file beside a file overrides single options', async t => {
  const file = join(t.testdir({ 'x.ini': '[s]\na = 1\nb = %(a)s', 'x.ini.local': '[s]\na = 2' }), 'x.ini')
  const { ini, found } = readIni(file)
  t.equal(found, true)
  t.equal(ini.get('s', 'b'), '2')
  t.equal(ini.fileOf('s', 'a'), `${file}.local`)
  t.equal(ini.fileOf('s', 'b'), file)
})

await t.test('a file without a .local file is read alone', async t => {
  const { ini, found } = readIni(join(t.testdir({ 'x.ini': '[s]\na = 1' }), 'x.ini'))
  t.equal(found, true)
  t.equal(ini.get('s', 'a'), '1')
})

await t.test('a missing file holds nothing', async t => {
  const { ini, found } = readIni(join(t.testdir({}), 'x.ini'))
  t.equal(found, false)
  t.strictSame(ini.sections(), [])
})

await t.test('a .local file counts without the file it belongs to', async t => {
  const { ini, found } = readIni(join(t.testdir({ 'x.ini.local': '[s]\na = 1' }), 'x.ini'))
  t.equal(found, false)
  t.equal(ini.get('s', 'a'), '1')
})

await t.test('a byte order mark and Windows line ends are read', async t => {
  const { ini } = readIni(join(t.testdir({ 'x.ini': '\ufeff[s]\r\na = é\r\n' }), 'x.ini'))
  t.equal(ini.get('s', 'a'), 'é')
})

const unreadable: [rule: string, make: (file: string) => void, why: string][] = [
  ['a directory', file => mkdirSync(file), 'it is a directory'],
  [
    'a text that is not UTF-8',
    file => writeFileSync(file, '[s]\na = ok\nb = caf\xe9\nc = 1\n', 'latin1'),
    'line 3 is not UTF-8 text; convert it, for example with: iconv -f latin1 -t utf-8 FILE',
  ],
  [
    'a text that breaks off within a character',
    file => writeFileSync(file, Buffer.from([0x5b, 0x73, 0x5d, 0x0a, 0xe2, 0x82])),
    'line 2 is not UTF-8 text; convert it, for example with: iconv -f latin1 -t utf-8 FILE',
  ],
]

await t.test('what cannot be read is one line with the reason, for both files', async t => {
  for (const name of ['x.ini', 'x.ini.local']) {
    for (const [rule, make, why] of unreadable) {
      const folder = t.testdir({})
      const file = join(folder, name)
      make(file)
      const message = `MMC_ERR_CONFIG_UNREADABLE: cannot read ${file}: ${why.replace('FILE', file)}`
      t.throws(
        () => readIni(join(folder, 'x.ini')),
        { message, exitCode: ExitCode.configuration },
        `${name}: ${rule}`,
      )
    }
  }
})

await t.test('a file without permission says so', async t => {
  const file = join(t.testdir({}), 'x.ini')
  writeFileSync(file, '[s]', { mode: 0 })
  const message = `MMC_ERR_CONFIG_UNREADABLE: cannot read ${file}: permission denied; let the user that the agent runs as read it`
  t.throws(() => asNobody(() => readIni(file)), { message })
})

/** Root may read every file, and CI runs as root. */
function asNobody<T>(read: () => T): T {
  if (process.getuid?.() !== 0) return read()
  process.seteuid?.('nobody')
  try {
    return read()
  } finally {
    process.seteuid?.(0)
  }
}

await t.test('any other reason is that of the system', async t => {
  t.throws(() => readIni(`/${'x'.repeat(300)}.ini`), {
    message: /^MMC_ERR_CONFIG_UNREADABLE: .*: ENAMETOOLONG: [^\n]*$/,
  })
})

await t.test('a mistake in the .local file names that file', async t => {
  const file = join(t.testdir({ 'x.ini': '[s]\na = 1', 'x.ini.local': '[s]\na' }), 'x.ini')
  t.throws(() => readIni(file), { message: `MMC_ERR_CONFIG_SYNTAX: ${file}.local, line 2` })
})
