import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { plainEnvironment } from './agent-process.ts'

// Types each text when the pattern before it has been seen, and ends with the program.
const script = `
import fcntl, json, os, pty, re, struct, sys, termios
columns, steps, env, argv = json.loads(sys.argv[1])
pid, fd = pty.fork()
if pid == 0:
    # The size is there before the program looks.
    sys.stdin.readline()
    os.execvpe(argv[0], argv, {**os.environ, **env})
fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack('HHHH', 40, columns, 0, 0))
os.write(fd, b'\\n')
seen, start = b'', 0
while True:
    try: chunk = os.read(fd, 65536)
    except OSError: break
    if not chunk: break
    seen += chunk
    while steps:
        found = re.search(steps[0][0].encode(), seen[start:])
        if not found: break
        start += found.end()
        os.write(fd, steps.pop(0)[1].encode())
sys.stdout.buffer.write(seen.split(b'\\n', 1)[-1])
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`

export interface TerminalOptions {
  /** Default 80. */
  readonly columns?: number
  /** What is typed, each when what stands before it has been seen: a regular expression of Python. */
  readonly steps?: readonly (readonly [after: string, typed: string])[]
  readonly env?: Readonly<Record<string, string>>
}

/** Runs a program in a terminal of its own, by Python; what it shows has `\r\n` at the ends of lines. */
export async function runInTerminal(
  argv: readonly string[],
  { columns = 80, steps = [], env = {} }: TerminalOptions = {},
): Promise<{ code: number | null; shown: string }> {
  const task = JSON.stringify([columns, steps, { TERM: 'xterm', ...env }, argv])
  const child = spawn('python3', ['-c', script, task], {
    env: plainEnvironment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [shown, [code]] = await Promise.all([text(child.stdout), once(child, 'close')])
  return { code, shown }
}
