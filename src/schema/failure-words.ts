/** Why the compiler could not tell of something, in words for the author; they follow the name of what it is about. */
export function failureWords(error: unknown): string {
  const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
  if (/unsupported value: ([+-]Inf|NaN)/.test(reason)) {
    return 'has a type with a number in it that is infinite, as 1e999 is, or NaN; write number in its place'
  }
  return `cannot be described, as the compiler fails: ${reason}`
}
