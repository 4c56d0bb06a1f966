/** The steps from a value to one inside it: positions in arrays, names of members. */
export type Path = readonly (string | number)[]

/** A place within a value, such as `user.address["post code"]`; names that a stranger wrote are cut. */
export function spell(root: string, path: Path): string {
  return root + path.map(spellStep).join('')
}

function spellStep(step: string | number) {
  if (typeof step === 'number') return `[${step}]`
  // `?` is a member whose name has not come yet.
  return /^([A-Za-z_$][\w$]*|\?)$/.test(step) ? `.${shortened(step)}` : `[${JSON.stringify(shortened(step))}]`
}

/** The last part of a name or text from a stranger is left out of a message when it is long. */
export function shortened(text: string, most = 100): string {
  return text.length <= most ? text : `${text.slice(0, most)}…`
}
