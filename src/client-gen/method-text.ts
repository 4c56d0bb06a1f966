import { type DocPart, docComment } from './doc-comment.ts'
import { indented, indentedLines, longestLine, typed } from './layout.ts'
import { memberName, methodName } from './literals.ts'
import { parameterNames } from './parameter-names.ts'
import type { ClientMethod, ClientParam } from './read-document.ts'
import type { TypeNames } from './type-names.ts'
import { typeText } from './type-text.ts'
import { parameterWords } from './value-words.ts'

/** A method in an interface, with its comment. */
export function methodText(method: ClientMethod, names: TypeNames): string {
  const params = method.params ?? []
  const labels = parameterNames(params)
  const list = params.map((param, index) => {
    const mayEndHere = params.slice(index).every(isLeftOut)
    return parameterText(param, labels[index] ?? '', mayEndHere, names)
  })
  const paramDocs = params.map((param, index) => ({
    tag: `@param ${labels[index]} -`,
    text: parameterWords(param),
  }))
  const examples = method.examples.map(text => ({
    tag: '@example',
    text: callOfClient(text, method),
    isBlock: true as const,
  }))
  const words = [...wordsOf(method, paramDocs), ...examples]
  return withComment(words, method, method.params === null ? ['...params: unknown[]'] : list, names)
}

/** The same with one object that names the parameters. */
export function namedMethodText(method: ClientMethod, names: TypeNames): string {
  const params = method.params ?? []
  const members = params.map(param => {
    const name = `${memberName(param.name)}${isLeftOut(param) ? '?' : ''}`
    return `${docComment([{ text: capital(parameterWords(param)) }], 4)}${typed(name, valuesText(param, names))}`
  })
  const line = `{ ${members.join('; ')} }`
  const type = line.includes('\n') || line.length > 80 ? `{\n${indentedLines(members.join('\n'))}\n}` : line
  const list = members.length === 0 ? [] : [`params${params.every(isLeftOut) ? '?' : ''}: ${type}`]
  return withComment(wordsOf(method, []), method, list, names)
}

function withComment(
  words: readonly DocPart[],
  method: ClientMethod,
  list: readonly string[],
  names: TypeNames,
) {
  return `${docComment(words, 2)}${signature(method, list, names)}`
}

function signature({ member, result }: ClientMethod, list: readonly string[], names: TypeNames): string {
  const answer = `Promise<${typeText(result.schema, { names })}>`
  const start = `${methodName(member)}(${list.join(', ')})`
  const isShort = start.length + answer.length < longestLine && !start.includes('\n')
  // One that has lines of its own stands behind the bracket.
  const isLaidOut = list.length === 1 && start.includes('\n')
  if (isShort || isLaidOut || list.length === 0) return typed(start, answer)
  return typed(`${methodName(member)}(\n${list.map(param => `  ${indented(param)},\n`).join('')})`, answer)
}

function parameterText(param: ClientParam, label: string, mayEndHere: boolean, names: TypeNames): string {
  const type = valuesText(param, names)
  if (param.isRest) return typed(`...${label}`, type)
  if (!param.isOptional) return typed(label, type)
  return mayEndHere ? typed(`${label}?`, type) : typed(label, `${type} | undefined`)
}

/** Of a rest parameter, all of its values. */
function valuesText({ schema, isRest }: ClientParam, names: TypeNames): string {
  return typeText(isRest ? { type: 'array', items: schema } : schema, { names, isParameter: true })
}

function isLeftOut({ isOptional, isRest }: ClientParam) {
  return isOptional || isRest
}

function wordsOf(method: ClientMethod, params: readonly DocPart[]): DocPart[] {
  const { summary, description, result, throws, deprecated } = method
  return [
    { text: summary },
    { text: description },
    ...params.filter(({ text }) => text !== ''),
    ...(result.description === '' ? [] : [{ tag: '@returns', text: result.description }]),
    ...throws.map(text => ({ tag: '@throws', text: text.trim().replaceAll(/\s+/g, ' ') })),
    ...(deprecated === undefined ? [] : [{ tag: '@deprecated', text: deprecated }]),
  ]
}

function capital(words: string) {
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`
}

/** Authors show how the function is called; who calls it from elsewhere says whose it is, and waits. */
function callOfClient(text: string, { owner, name, member }: ClientMethod) {
  const called = [`${member}(`, `${name}(`, `await ${member}(`].find(start => text.startsWith(start))
  if (called === undefined || owner === undefined) return text
  return `await agent.${name}(${text.slice(called.length)}`
}
