import { indentedLines } from './layout.ts'
import { methodText, namedMethodText } from './method-text.ts'
import type { ClientMethod } from './read-document.ts'
import type { TypeNames } from './type-names.ts'

/** The interfaces of a plugin's methods: by position and, as far as its methods can be called so, by name. */
export function methodsText(owner: string, methods: readonly ClientMethod[], names: TypeNames): string {
  const { byPosition, byName } = names.ofMethods(owner)
  const reachable = methods.filter(({ member }) => !isOutOfReach(member))
  const named = reachable.filter(({ canBeNamed }) => canBeNamed)
  return [
    interfaceText(
      ownerWords(owner),
      byPosition,
      reachable.map(method => methodText(method, names)),
    ),
    interfaceText(
      'The same with parameters by name.',
      byName,
      named.map(method => namedMethodText(method, names)),
    ),
  ].join('\n\n')
}

/** Whether the runtime leaves a name to the language: `runtime/connect.ts` asks the same of an object. */
export function isOutOfReach(name: string): boolean {
  return name in {} || name === 'then' || name === 'toJSON'
}

function ownerWords(owner: string) {
  if (owner === 'system') return "The agent's own methods."
  if (owner === 'rpc') return 'What JSON-RPC clients ask the agent about itself.'
  return `Methods of the plugin ${owner}.`
}

function interfaceText(words: string, name: string, members: readonly string[]) {
  return `/** ${words} */\nexport interface ${name} {\n${indentedLines(members.join('\n\n'))}\n}`
}
