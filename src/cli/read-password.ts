import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { MMC_ERR_USAGE } from '../errors.ts'

/** The streams of a process, as far as they matter here. */
export interface Terminal {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean }
  readonly stderr: NodeJS.WritableStream
}

const mostBytes = 16 * 1024

/**
 * Asks for a new password: twice and unseen on a terminal; else the whole of standard input, but for the line end that
 * most programs write, is the password.
 *
 * @throws MMC_ERR_USAGE when there is none, or it was typed in two ways
 */
export async function readPassword(user: string, terminal: Terminal): Promise<string> {
  const { stdin } = terminal
  const password = stdin.isTTY === true ? await ask(user, terminal) : await readAll(stdin)
  if (password === '') throw MMC_ERR_USAGE('the password is empty; nothing was changed')
  return password
}

async function ask(user: string, terminal: Terminal): Promise<string> {
  const [password, again] = await askLines(
    [
      { words: `New password of ${user}: `, isSecret: true },
      { words: 'The same again: ', isSecret: true },
    ],
    terminal,
    answer => answer !== '',
  )
  if (password === '' || (password !== undefined && password === again)) return password
  if (again === undefined) throw MMC_ERR_USAGE('no password was given; nothing was changed')
  throw MMC_ERR_USAGE('these are two passwords; nothing was changed')
}

/** What is asked on a terminal. */
export interface Prompt {
  readonly words: string
  /** What is typed is not shown. */
  readonly isSecret: boolean
}

/**
 * Asks one question after the other.
 *
 * @param goesOn - whether an answer lets the next question be asked
 * @returns the answers; fewer than questions where the input ended, or an answer did not let it go on
 */
export async function askLines(
  prompts: readonly Prompt[],
  { stdin, stderr }: Terminal,
  goesOn: (answer: string) => boolean = () => true,
): Promise<string[]> {
  let isSecret = true
  // readline takes care of backspace and Ctrl-C, and of a secret, what it would show goes nowhere.
  const output = new Writable({
    write(chunk, _encoding, done) {
      if (!isSecret) stderr.write(chunk)
      done()
    },
  })
  const lines = createInterface({ input: stdin, output, terminal: true, historySize: 0 })
  // Not question(): the second line may be there before it is asked for.
  const answers = lines[Symbol.asyncIterator]()
  const given: string[] = []
  try {
    for (const { words, isSecret: isNextSecret } of prompts) {
      isSecret = isNextSecret
      lines.setPrompt(words)
      stderr.write(words)
      const { value, done } = await answers.next()
      if (isSecret) stderr.write('\n')
      if (done) break
      given.push(value)
      if (!goesOn(value)) break
    }
    return given
  } finally {
    lines.close()
  }
}

async function readAll(stdin: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of stdin) {
    const bytes = Buffer.from(chunk)
    length += bytes.length
    if (length > mostBytes) throw MMC_ERR_USAGE('standard input is no password: it is too long')
    chunks.push(bytes)
  }
  const text = decode(Buffer.concat(chunks)).replace(/\r?\n$/, '')
  // Nobody could type it into a form.
  if (/[\r\n]/.test(text)) throw MMC_ERR_USAGE('standard input has more than one line; nothing was changed')
  return text
}

function decode(bytes: Uint8Array) {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw MMC_ERR_USAGE('standard input is not UTF-8 text; nothing was changed')
  }
}
