import { type BinaryLike, randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

/** What one hash costs. The memory is 128 × N × r bytes, the time grows with all three. */
export interface ScryptCost {
  readonly N: number
  readonly r: number
  readonly p: number
}

interface ParsedHash {
  readonly cost: ScryptCost
  readonly salt: Uint8Array
  readonly key: Uint8Array
}

/** 32 MiB, and some tenths of a second: one of the settings that OWASP's cheat sheet on passwords recommends. */
const defaultCost: ScryptCost = { N: 2 ** 15, r: 8, p: 3 }

/** More than anybody types; without a limit, a stranger's body of megabytes would be hashed. */
const mostCharacters = 1000

/**
 * Makes the hash of a password that a file may hold: `scrypt$N$r$p$<salt>$<key>`, the last two in base64. What
 * {@link verifyPassword} needs stands in the hash itself, so a later default leaves old hashes valid.
 *
 * @param cost - cheaper for tests
 * @throws RangeError for an empty password, one with a NUL, and one of more than 1000 characters
 */
export async function hashPassword(password: string, cost: ScryptCost = defaultCost): Promise<string> {
  const misfit = misfitOf(password)
  if (misfit !== undefined) throw new RangeError(misfit)
  const salt = randomBytes(16)
  const key = await derive(password, salt, cost, 32)
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64'), key.toString('base64')].join('$')
}

/**
 * Says whether a password is the one that was hashed.
 *
 * @param hash - undefined where there is none, as for a user who does not exist: the same work is done, and the answer is
 * false, so that nobody learns of it from the time
 * @throws TypeError for a text that is no hash; see {@link isPasswordHash}
 */
export async function verifyPassword(password: string, hash: string | undefined): Promise<boolean> {
  if (misfitOf(password) !== undefined) return false
  const { cost, salt, key } = hash === undefined ? nobody : parse(hash)
  const isRight = timingSafeEqual(await derive(password, salt, cost, key.length), key)
  return hash !== undefined && isRight
}

/** Whether a text is what {@link hashPassword} returns, with a cost that is neither a joke nor too much for a machine. */
export function isPasswordHash(text: string): boolean {
  return tryParse(text) !== undefined
}

function misfitOf(password: string): string | undefined {
  if (password === '') return 'the password is empty'
  if (password.length > mostCharacters) return `the password has more than ${mostCharacters} characters`
  // HMAC, on which scrypt stands, fills short keys up with NULs: one at the end would make no difference.
  return password.includes('\0') ? 'the password holds a NUL' : undefined
}

/** What a password is compared with that is nobody's. */
const nobody: ParsedHash = { cost: defaultCost, salt: randomBytes(16), key: randomBytes(32) }

function parse(text: string): ParsedHash {
  const parsed = tryParse(text)
  // Never the text itself: an operator may have written the password there.
  if (parsed === undefined) throw new TypeError('not a hash as `mmc-agent passwd` writes it')
  return parsed
}

function tryParse(text: string): ParsedHash | undefined {
  const base64 = '([A-Za-z0-9+/]+={0,2})'
  const parts = new RegExp(`^scrypt\\$(\\d{1,7})\\$(\\d{1,2})\\$(\\d{1,2})\\$${base64}\\$${base64}$`).exec(
    text,
  )
  if (parts === null) return undefined
  const [, N, r, p, salt = '', key = ''] = parts
  const cost = { N: Number(N), r: Number(r), p: Number(p) }
  const parsed = { cost, salt: Buffer.from(salt, 'base64'), key: Buffer.from(key, 'base64') }
  const isSound =
    isPossible(cost) && parsed.salt.length >= 8 && parsed.key.length >= 16 && parsed.key.length <= 64
  return isSound ? parsed : undefined
}

function isPossible({ N, r, p }: ScryptCost) {
  const isPowerOfTwo = Number.isInteger(Math.log2(N))
  return isPowerOfTwo && N >= 2 ** 10 && r >= 1 && p >= 1 && N * r * p <= 2 ** 22 && N * r <= 2 ** 20
}

/** Off the main thread: other calls go on. */
function derive(password: string, salt: BinaryLike, cost: ScryptCost, length: number): Promise<Buffer> {
  const { N, r, p } = cost
  // What OpenSSL asks for, and a little: its own limit is just too low for the default cost.
  const maxmem = 128 * r * (N + p + 16)
  return new Promise((resolve, reject) => {
    // NFC: the same letters come composed from one keyboard and in parts from another.
    scrypt(password.normalize('NFC'), salt, length, { N, r, p, maxmem }, (error, key) => {
      if (error === null) resolve(key)
      else reject(error)
    })
  })
}
