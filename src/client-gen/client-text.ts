import { agentText } from './agent-text.ts'
import { methodsText } from './methods-text.ts'
import { readDocument, UnreadableDocument } from './read-document.ts'
import { runtimeText } from './runtime-text.ts'
import { standardTypes } from './standard-types.ts'
import { TypeNames } from './type-names.ts'
import { namedTypeText } from './type-text.ts'

export { UnreadableDocument }

/**
 * Writes a TypeScript client of the methods in an OpenRPC document of an agent: one file that needs no other. Equal
 * methods give equal bytes. Whatever an agent says stands in types and comments only, so that it cannot make the file
 * run anything.
 *
 * @param document - parsed; from wherever
 * @throws UnreadableDocument for what is no document of an agent
 */
export function clientText(document: unknown): string {
  const { methods, schemas } = readDocument(document)
  const runtime = runtimeText(methods.some(({ name }) => name === 'base.ldapAuth'))
  const owners = [...new Set(methods.flatMap(({ owner }) => (owner === undefined ? [] : [owner])))].sort()
  const names = new TypeNames(runtime, owners, [...schemas.keys()])
  const parts = [
    header,
    agentText(methods, owners, names),
    ...owners.map(owner =>
      methodsText(
        owner,
        methods.filter(method => method.owner === owner),
        names,
      ),
    ),
    ...[...schemas].map(([name, schema]) => namedTypeText(name, schema, names)),
    standardTypes,
    runtime,
  ]
  return `${parts.map(part => part.trim()).join('\n\n')}\n`
}

const header = `/* eslint-disable */
/**
 * A client of an MMC agent over JSON-RPC, for browsers and Node. Written by \`mmc-agent client\`: do not change it, but
 * write it anew when the agent's methods have changed. How it is used: docs/clients/typescript.md of the package
 * mmc-agent.
 *
 * @packageDocumentation
 */`
