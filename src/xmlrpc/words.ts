/** The steps from a value to one inside it: positions in arrays, names of members. */
export type Path = readonly (string | number)[]

/** How a fault says where, such as `params[1].members.uid`. */
export function spell(root: string, path: Path): string {
  return root + path.map(step => (typeof step === 'number' ? `[${step}]` : `.${shorten(step)}`)).join('')
}

/** What a stranger wrote, in quotes, on one line, and short: a fault is no echo. */
export function excerpt(text: string): string {
  return JSON.stringify(shorten(text))
}

const longest = 40

function shorten(text: string) {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text
}
