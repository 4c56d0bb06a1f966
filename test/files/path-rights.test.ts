import {
  chmodSync,
  chownSync,
  lchownSync,
  linkSync,
  mkdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { isReadableByOthers, mostEntries, PathRights, type Unsafe } from '../../src/files/path-rights.ts'
import { shellWord } from '../../src/files/shell-word.ts'
import { tempDir } from '../helper.ts'
import { rootOnly, stranger } from '../root-only.ts'

type Prepare = (at: (path: string) => string) => void

function file(path: string, mode = 0o644, uid = 0, gid = 0) {
  writeFileSync(path, '')
  change(path, mode, uid, gid)
}

function folder(path: string, mode = 0o755, uid = 0, gid = 0) {
  mkdirSync(path)
  change(path, mode, uid, gid)
}

/** The umask has a say in what is made, and not in what is changed. */
function change(path: string, mode: number, uid: number, gid: number) {
  chownSync(path, uid, gid)
  chmodSync(path, mode)
}

const belongs = (path: string, command = 'chown'): Unsafe => ({
  why: `~/${path} belongs to user ${stranger}`,
  cure: `${command} root ~/${path}`,
})
const writable = (path: string, who: string): Unsafe => ({
  why: `${who} can write to ~/${path}`,
  cure: `chmod go-w ~/${path}`,
})

/** Each looks at `~/way/x` after its preparation; `~/way` is root's folder. */
const paths: [title: string, prepare: Prepare, unsafe: Unsafe | undefined][] = [
  ['a file of root', at => file(at('way/x')), undefined],
  ['a file that others may read', at => file(at('way/x'), 0o444), undefined],
  ['a file that is not there', () => {}, undefined],
  ['a file that everybody can write to', at => file(at('way/x'), 0o666), writable('way/x', 'everybody')],
  ['a file that its group can write to', at => file(at('way/x'), 0o664), writable('way/x', 'its group')],
  ['a file of somebody else', at => file(at('way/x'), 0o600, stranger), belongs('way/x')],
  ['a file of another group', at => file(at('way/x'), 0o644, 0, stranger), undefined],
  [
    'a folder above that everybody can write to',
    at => {
      file(at('way/x'))
      chmodSync(at('way'), 0o777)
    },
    writable('way', 'everybody'),
  ],
  [
    'a folder above of somebody else',
    at => {
      file(at('way/x'))
      chownSync(at('way'), stranger, 0)
    },
    belongs('way'),
  ],
  [
    'a file of root in a sticky folder',
    at => {
      file(at('way/x'))
      chmodSync(at('way'), 0o1777)
    },
    undefined,
  ],
  [
    'a file of somebody else in a sticky folder',
    at => {
      file(at('way/x'), 0o644, stranger)
      chmodSync(at('way'), 0o1777)
    },
    belongs('way/x'),
  ],
  [
    'a file that everybody can make in a sticky folder',
    at => chmodSync(at('way'), 0o1777),
    { why: 'everybody can make ~/way/x', cure: 'touch ~/way/x' },
  ],
  [
    'a sticky folder itself',
    at => folder(at('way/x'), 0o1777),
    {
      why: 'everybody can put something into ~/way/x, name one of its own',
      cure: 'mkdir -m 755 ~/way/x/mmc-agent',
    },
  ],
  [
    'a link to a file of root',
    at => {
      file(at('y'))
      symlinkSync('../y', at('way/x'))
    },
    undefined,
  ],
  [
    'a link whose target everybody can write to',
    at => {
      file(at('y'), 0o666)
      symlinkSync(at('y'), at('way/x'))
    },
    writable('y', 'everybody'),
  ],
  [
    'a link whose target lies in a folder of somebody else',
    at => {
      folder(at('theirs'), 0o755, stranger)
      file(at('theirs/y'))
      symlinkSync('../theirs/y', at('way/x'))
    },
    belongs('theirs'),
  ],
  [
    'a link in a folder that everybody can write to, to a file that is fine',
    at => {
      file(at('y'))
      symlinkSync('../y', at('way/x'))
      chmodSync(at('way'), 0o777)
    },
    writable('way', 'everybody'),
  ],
  [
    'a link of somebody else in a sticky folder',
    at => {
      file(at('y'))
      symlinkSync('../y', at('way/x'))
      lchownSync(at('way/x'), stranger, 0)
      chmodSync(at('way'), 0o1777)
    },
    belongs('way/x', 'chown -h'),
  ],
  [
    'a link by way of a second one in an unsafe folder',
    at => {
      folder(at('theirs'), 0o755, stranger)
      file(at('y'))
      symlinkSync('../y', at('theirs/second'))
      symlinkSync('../theirs/second', at('way/x'))
    },
    belongs('theirs'),
  ],
  ['a link that leads nowhere', at => symlinkSync('../none', at('way/x')), undefined],
  [
    'a link that leads to where everybody can make something',
    at => {
      folder(at('shared'), 0o1777)
      symlinkSync('../shared/y', at('way/x'))
    },
    { why: 'everybody can make ~/shared/y', cure: 'touch ~/shared/y' },
  ],
  ['a link that leads to itself', at => symlinkSync('x', at('way/x')), undefined],
  [
    'a link to /dev/null, whose content nobody chooses',
    at => symlinkSync('/dev/null', at('way/x')),
    undefined,
  ],
]

for (const [title, prepare, unsafe] of paths) {
  t.test(`root's trust in a path: ${title}`, { skip: rootOnly }, async t => {
    const home = tempDir(t)
    const at = (path: string) => join(home, path)
    folder(at('way'))
    prepare(at)
    t.strictSame(words(new PathRights().of(at('way/x'), 'touch'), home), unsafe)
  })
}

/** Each looks at the folder `~/plugin` after its preparation. */
const trees: [title: string, prepare: Prepare, unsafe: Unsafe | undefined][] = [
  [
    "files of root, and a link to one of root's",
    at => {
      folder(at('plugin/lib'))
      file(at('plugin/lib/a.js'))
      symlinkSync('lib/a.js', at('plugin/index.js'))
    },
    undefined,
  ],
  [
    'a file far down',
    at => {
      folder(at('plugin/lib'))
      folder(at('plugin/lib/deep'))
      file(at('plugin/lib/deep/a.js'), 0o666)
    },
    writable('plugin/lib/deep/a.js', 'everybody'),
  ],
  ['a folder in it', at => folder(at('plugin/lib'), 0o775), writable('plugin/lib', 'its group')],
  ['the folder itself', at => chownSync(at('plugin'), stranger, 0), belongs('plugin')],
  [
    'what lies in a folder that a link in it leads to',
    at => {
      folder(at('shared'))
      file(at('shared/a.js'), 0o644, stranger)
      symlinkSync('../shared', at('plugin/node_modules'))
    },
    belongs('shared/a.js'),
  ],
  ['a link in it that leads nowhere', at => symlinkSync('/nowhere/at/all', at('plugin/config')), undefined],
  ['a link to a folder above it, round in a circle', at => symlinkSync('..', at('plugin/up')), undefined],
]

for (const [title, prepare, unsafe] of trees) {
  t.test(`root's trust in a folder with all that is in it: ${title}`, { skip: rootOnly }, async t => {
    const home = tempDir(t)
    const at = (path: string) => join(home, path)
    folder(at('plugin'))
    prepare(at)
    const { unsafe: found, isWhole } = await new PathRights().ofTree(at('plugin'))
    t.strictSame(words(found, home), unsafe)
    t.ok(isWhole)
  })
}

t.test('a folder is looked at up to a number of entries', { skip: rootOnly }, async t => {
  const home = tempDir(t)
  writeFileSync(join(home, '0'), '')
  // Hard links are made faster than files, and a file bears 65,000 of them.
  for (let count = 1; count < mostEntries; count += 1) {
    const first = count < mostEntries / 2 ? 0 : mostEntries / 2
    if (count === first) writeFileSync(join(home, `${first}`), '')
    else linkSync(join(home, `${first}`), join(home, `${count}`))
  }
  t.strictSame(await new PathRights().ofTree(home), { unsafe: undefined, isWhole: true })
  writeFileSync(join(home, 'more'), '')
  t.strictSame(await new PathRights().ofTree(home), { unsafe: undefined, isWhole: false })
})

t.test(
  'what lies in a trusted folder is not looked at, and what a link from it leads to is',
  { skip: rootOnly },
  async t => {
    const home = tempDir(t)
    folder(join(home, 'package'), 0o777, stranger)
    file(join(home, 'package/x'), 0o666)
    file(join(home, 'y'), 0o666)
    symlinkSync('../y', join(home, 'package/link'))
    const rights = new PathRights(join(home, 'package'))
    t.equal(rights.of(join(home, 'package/x'), 'touch'), undefined)
    t.equal(rights.of(join(home, 'package/none'), 'touch'), undefined)
    t.ok(rights.of(join(home, 'package/link'), 'touch'))
    rmSync(join(home, 'package/link'))
    folder(join(home, 'open'), 0o777)
    symlinkSync('../package', join(home, 'open/link'))
    t.ok(rights.of(join(home, 'open/link/x'), 'touch'), 'others could let the link lead elsewhere')
    chmodSync(join(home, 'open'), 0o755)
    t.equal(rights.of(join(home, 'open/link/x'), 'touch'), undefined)
    chmodSync(home, 0o777)
    t.equal(rights.of(join(home, 'package/x'), 'touch'), undefined, 'nor are the folders above')
    t.ok(rights.of(join(home, 'y'), 'touch'), 'which count for others')
    t.strictSame(await rights.ofTree(join(home, 'package')), { unsafe: undefined, isWhole: true })
  },
)

t.test('others can read a file when they may read it and come to it', async t => {
  const home = tempDir(t)
  const secret = join(home, 'etc/secret')
  mkdirSync(join(home, 'etc'))
  writeFileSync(secret, '')
  symlinkSync('etc/secret', join(home, 'link'))
  const cases: [home: number, etc: number, file: number, readable: boolean][] = [
    [0o755, 0o755, 0o644, true],
    [0o711, 0o711, 0o604, true],
    [0o755, 0o755, 0o640, false],
    [0o755, 0o750, 0o644, false],
    [0o700, 0o755, 0o644, false],
  ]
  for (const [homeMode, etcMode, mode, readable] of cases) {
    chmodSync(home, homeMode)
    chmodSync(join(home, 'etc'), etcMode)
    chmodSync(secret, mode)
    const modes = [homeMode, etcMode, mode].map(mode => mode.toString(8)).join(' ')
    t.equal(isReadableByOthers(secret), readable, modes)
    t.equal(isReadableByOthers(join(home, 'link')), readable, `by a link: ${modes}`)
  }
  t.equal(isReadableByOthers(join(home, 'none')), false)
})

t.test('a word of a command is quoted where a shell would read it otherwise', async t => {
  for (const [text, word] of [
    ['/etc/mmc/agent.ini', '/etc/mmc/agent.ini'],
    ['/a b', "'/a b'"],
    ["/it's", "'/it'\\''s'"],
    ['/$HOME', "'/$HOME'"],
    ['/ü', "'/ü'"],
    ['', "''"],
  ] as const)
    t.equal(shellWord(text), word)
})

function words(unsafe: Unsafe | undefined, home: string): Unsafe | undefined {
  return unsafe && { why: unsafe.why.replaceAll(home, '~'), cure: unsafe.cure.replaceAll(home, '~') }
}
