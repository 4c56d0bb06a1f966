import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { replaceFile } from '../../src/files/replace-file.ts'
import { tempDir } from '../helper.ts'

const modeOf = (file: string) => statSync(file).mode & 0o777

t.test('a file is made, or replaced, and nothing else is left in the folder', async t => {
  const folder = tempDir(t)
  const file = join(folder, 'state.json')
  await replaceFile(file, 'one')
  t.equal(readFileSync(file, 'utf8'), 'one')
  t.equal(modeOf(file), 0o600)
  const { ino } = statSync(file)
  await replaceFile(file, Buffer.from('two'), { mode: 0o644 })
  t.equal(readFileSync(file, 'utf8'), 'two')
  t.equal(modeOf(file), 0o644)
  t.not(statSync(file).ino, ino, 'whoever reads the old one goes on reading it')
  t.strictSame(readdirSync(folder), ['state.json'])
})

t.test('a device, or anything else that is no file, is not replaced', async t => {
  await t.rejects(replaceFile('/dev/full', 'x'), { message: '/dev/full is no regular file' })
  t.ok(statSync('/dev/full').isCharacterDevice())
})

t.test('a link stays a link', async t => {
  const folder = tempDir(t)
  writeFileSync(join(folder, 'real'), 'old')
  symlinkSync('real', join(folder, 'link'))
  await replaceFile(join(folder, 'link'), 'new')
  t.equal(readlinkSync(join(folder, 'link')), 'real')
  t.equal(readFileSync(join(folder, 'real'), 'utf8'), 'new')
})

t.test('what cannot be replaced is as it was, and nothing is left beside it', async t => {
  const folder = tempDir(t)
  mkdirSync(join(folder, 'taken'))
  await t.rejects(replaceFile(join(folder, 'taken'), 'x'))
  t.strictSame(readdirSync(folder), ['taken'])
  await t.rejects(replaceFile(join(folder, 'none', 'file'), 'x'), { code: 'ENOENT' })
})

t.test('a file keeps its owner', { skip: process.getuid?.() !== 0 && 'needs root' }, async t => {
  const { chownSync } = await import('node:fs')
  const file = join(tempDir(t), 'users.ini')
  writeFileSync(file, 'old')
  chownSync(file, 12345, 23456)
  chmodSync(file, 0o600)
  await replaceFile(file, 'new')
  t.match(statSync(file), { uid: 12345, gid: 23456 })
})
