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
export async function readPassword(user: string, { stdin, stderr }: Terminal): Promise<string> {
  const password = stdin.isTTY === true ? await ask(user, stdin, stderr) : await readAll(stdin)
  if (password === '') throw MMC_ERR_USAGE('the password is empty; nothing was changed')
  return password
}

async function ask(
  user: string,
  stdin: NodeJS.ReadableStream,
  stderr: NodeJS.WritableStream,
): Promise<string> {
  // readline takes care of backspace and Ctrl-C, and what it would show goes nowhere.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: stdin, output: nowhere, terminal: true, historySize: 0 })
  // Not question(): the second line may be there before it is asked for.
  const answers = lines[Symbol.asyncIterator]()
  const askOnce = async (prompt: string): Promise<string> => {
    stderr.write(prompt)
    const { value, done } = await answers.next()
    stderr.write('\n')
    if (done) throw MMC_ERR_USAGE('no password was given; nothing was changed')
    return value
  }
  try {
    const password = await askOnce(`New password of ${user}: `)
    if (password === '' || password === (await askOnce('The same again: '))) return password
    throw MMC_ERR_USAGE('these are two passwords; nothing was changed')
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
