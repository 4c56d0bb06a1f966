const patienceMs = 500
const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']

/** Where a spinner turns. */
export interface ProgressStream {
  readonly isTTY?: boolean
  write(text: string): unknown
}

/**
 * Waits, and when that takes longer than people wait without wondering, says so in one line that is gone afterwards. Where
 * there is no terminal, nothing is said.
 *
 * @param what - whom is waited for
 */
export async function whileWaiting<Value>(
  what: string,
  work: Promise<Value>,
  stream: ProgressStream = process.stderr,
): Promise<Value> {
  if (!stream.isTTY) return await work
  const start = Date.now()
  let frame = 0
  const show = () => {
    const seconds = Math.floor((Date.now() - start) / 1000)
    stream.write(`\r${frames[frame++ % frames.length]} waiting for ${what}, ${seconds} s\u001b[K`)
  }
  let turning: NodeJS.Timeout | undefined
  const patience = setTimeout(() => {
    show()
    turning = setInterval(show, 100)
  }, patienceMs)
  try {
    return await work
  } finally {
    clearTimeout(patience)
    clearInterval(turning)
    if (turning !== undefined) stream.write('\r\u001b[K')
  }
}
