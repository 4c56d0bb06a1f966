/** The parts of an OpenAPI document that tests look at. */
export interface OpenApi {
  readonly openapi: string
  readonly tags: readonly { name: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: {
    readonly responses: Readonly<Record<string, Answer>>
    readonly schemas: Readonly<Record<string, object>>
  }
}

export interface Operation {
  readonly operationId: string
  readonly tags: readonly string[]
  readonly summary: string
  readonly description?: string
  readonly deprecated?: boolean
  readonly security?: readonly object[]
  readonly requestBody?: { readonly required: boolean; readonly content: Contents }
  readonly responses: Readonly<Record<string, Answer>>
}

export interface Answer {
  readonly $ref?: string
  readonly description: string
  readonly content?: Contents
}

export type Contents = Readonly<Record<string, Content>>

export interface Content {
  readonly schema: object
  readonly example?: unknown
  readonly examples?: Readonly<Record<string, { summary: string; value: unknown }>>
}

/** All operations, each with its path and what it is asked by. */
export function operationsOf({ paths }: OpenApi): { path: string; verb: string; operation: Operation }[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([verb, operation]) => ({ path, verb, operation })),
  )
}

/** The answers of an operation by HTTP status, references followed. */
export function answersOf(document: OpenApi, { responses }: Operation): Record<string, Answer> {
  const followed = Object.entries(responses).map(([status, answer]) => {
    const shared = document.components.responses[answer.$ref?.split('/').at(-1) ?? '']
    return [status, shared ?? answer] as const
  })
  return Object.fromEntries(followed)
}

/** Everything that has a schema, and where it stands. */
export function contentsOf(document: OpenApi): { place: string; content: Content }[] {
  return operationsOf(document).flatMap(({ path, operation }) => {
    const bodies = Object.entries(operation.requestBody?.content ?? {})
    const answers = Object.entries(answersOf(document, operation)).flatMap(([status, { content = {} }]) =>
      Object.entries(content).map(([type, content]) => [`${status} ${type}`, content] as const),
    )
    return [...bodies, ...answers].map(([place, content]) => ({ place: `${path} ${place}`, content }))
  })
}

/** The examples of a content by name. */
export function examplesOf({ example, examples = {} }: Content): [name: string, value: unknown][] {
  const one: [string, unknown][] = example === undefined ? [] : [['example', example]]
  return [...one, ...Object.entries(examples).map(([name, { value }]): [string, unknown] => [name, value])]
}
