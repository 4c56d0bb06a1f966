import { shortened } from '../rpc/value-path.ts'

/** What a stranger wrote, in quotes, on one line, and short: a fault is no echo. */
export function excerpt(text: string): string {
  return JSON.stringify(shortened(text, longest))
}

const longest = 39
