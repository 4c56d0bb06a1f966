import type { Method } from '../rpc/method.ts'
import type { AboutAgent, DocumentPart } from './document-part.ts'
import { documentPaths } from './document-paths.ts'
import { doorPaths, doorSchemas } from './door-paths.ts'
import { errorSchema, sharedResponses, unsupportedTypeResponse } from './error-responses.ts'
import { healthPaths, healthSchemas } from './health-paths.ts'
import { methodPath } from './method-path.ts'
import { ownersOf, ownerWords } from './owners.ts'
import { wireSchemas } from './wire-schema.ts'

const description = `Exports the functions of its plugins. Every method has a path of its own here. The body names the
parameters; an array of them in the order of the call that stands in each description is taken as well, and no body means no
parameters. The same methods, with the same names and faults, answer XML-RPC at \`/RPC2\` and JSON-RPC 2.0 at \`/jsonrpc\`.`

/**
 * Writes the OpenAPI 3.1 document of an agent: one path for each method, and the routes that every agent has.
 *
 * @param methods - the entries of a registry
 */
export function openApiDocument(methods: readonly Method[], about: AboutAgent): DocumentPart {
  return {
    openapi: '3.1.0',
    info: {
      title: 'MMC agent',
      version: about.version,
      description: description.replaceAll('\n', ' '),
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'The agent that serves this document' }],
    security: [{ agent: [] }],
    tags: [
      ...ownersOf(methods).map(owner => ({ name: owner, description: ownerWords(owner) })),
      // In capitals, which no plugin's name has.
      { name: 'Doors', description: 'Take any method' },
      { name: 'Health', description: 'How the agent and its plugins are' },
      { name: 'Documents', description: 'What can be called' },
    ],
    paths: {
      ...Object.fromEntries(methods.map(method => methodPath(method, about))),
      ...doorPaths,
      ...healthPaths(about),
      ...documentPaths,
    },
    components: {
      securitySchemes: {
        agent: { type: 'http', scheme: 'basic', description: "The agent's login and password." },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'TWISTED_SESSION',
          description: 'The session of a user; the answer to a login sets the cookie.',
        },
      },
      responses: { ...sharedResponses, UnsupportedMediaType: unsupportedTypeResponse },
      schemas: { ErrorBody: errorSchema, ...doorSchemas, ...healthSchemas, ...wireSchemas(methods) },
    },
  }
}
