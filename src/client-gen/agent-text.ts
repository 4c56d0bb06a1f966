import { docComment } from './doc-comment.ts'
import { indentedLines } from './layout.ts'
import { methodText, namedMethodText } from './method-text.ts'
import { isOutOfReach } from './methods-text.ts'
import type { ClientMethod } from './read-document.ts'
import type { TypeNames } from './type-names.ts'

/** The two interfaces that lead to all methods, by position and by name. */
export function agentText(
  methods: readonly ClientMethod[],
  owners: readonly string[],
  names: TypeNames,
): string {
  const own = methods.filter(({ owner }) => owner === undefined)
  const reachable = owners.filter(owner => !isOutOfReach(owner))
  const hidden = methods.filter(({ owner = '', member }) => isOutOfReach(owner) || isOutOfReach(member))
  const byPosition = [
    ...reachable.map(owner => `readonly ${owner}: ${names.ofMethods(owner).byPosition}`),
    ...own.map(method => methodText(method, names)),
  ]
  const byName = [
    ...reachable.map(owner => `readonly ${owner}: ${names.ofMethods(owner).byName}`),
    ...own.filter(({ canBeNamed }) => canBeNamed).map(method => namedMethodText(method, names)),
  ]
  const words = `The agent's methods by their plugins; {@link connect} makes it callable.${hiddenWords(hidden)}`
  return `${docComment([{ text: words }])}export interface Agent {
${indentedLines(byPosition.join('\n'))}
}

/** The same with parameters by name, which {@link byName} makes of it. */
export interface AgentByName {
${indentedLines(byName.join('\n'))}
}`
}

function hiddenWords(methods: readonly ClientMethod[]) {
  if (methods.length === 0) return ''
  const list = methods.map(({ name }) => `\`${name}\``).join(', ')
  return `\n\nJavaScript has another use for a name in these, so that only {@link call} reaches them: ${list}.`
}
