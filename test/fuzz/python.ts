import { spawnSync } from 'node:child_process'

/** Gives `input` as JSON to a program in Python, and reads its JSON. */
export function askPython(program: string, input: unknown): unknown {
  const { status, error, stdout, stderr } = spawnSync('python3', ['-c', program], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
    env: { ...process.env, PYTHONIOENCODING: 'utf-8' },
  })
  if (status !== 0) throw new Error(`python3 failed: ${error?.message ?? stderr}`)
  return JSON.parse(stdout)
}
