export const longestLine = 110

/** Moves all lines but the first, which stands behind something else, to the right. */
export function indented(text: string, indent = '  '): string {
  return text.replaceAll(/\n(?=.)/g, `\n${indent}`)
}

/** Lines of their own, moved to the right. */
export function indentedLines(text: string, indent = '  '): string {
  return text.replaceAll(/^(?=.)/gm, indent)
}

/** `name: type`; the type may begin on the next line. */
export function typed(name: string, type: string): string {
  return type.startsWith('\n') ? `${name}:${indented(type)}` : `${name}: ${type}`
}
