import type { AuthenticationRegistry, Authenticator, Provisioner } from '../../rpc/authentication.ts'
import type { CopyLimits } from '../../rpc/copy-value.ts'
import type { AgentLink } from './agent-link.ts'
import { crossingValue } from './crossing.ts'
import type { PartForm, PartKind } from './messages.ts'
import { memberOf, membersOf, type Part } from './parts.ts'

/** The authenticators and provisioners of the agent, seen from a worker: its own are here, and others stand for themselves. */
export class WorkerParts implements AuthenticationRegistry {
  readonly authenticators: ReadonlyMap<string, Authenticator>
  readonly provisioners: ReadonlyMap<string, Provisioner>
  readonly #link: AgentLink
  readonly #limits: CopyLimits
  readonly #own = new Map<string, Part>()

  constructor(link: AgentLink, limits: CopyLimits) {
    this.#link = link
    this.#limits = limits
    // What stands for a part has the methods that the part has.
    this.authenticators = new LiveMap(() => this.#all('authenticator') as Map<string, Authenticator>)
    this.provisioners = new LiveMap(() => this.#all('provisioner') as Map<string, Provisioner>)
  }

  /** @throws Error where the name is taken */
  register(kind: PartKind, name: string, part: Part): void {
    this.#link.ask({ kind: 'register', part: { kind, name, members: membersOf(kind, part) } })
    this.#own.set(keyOf({ kind, name }), part)
  }

  /** Runs a method of a part that this plugin has registered. */
  async run(
    part: Pick<PartForm, 'kind' | 'name'>,
    member: string,
    args: readonly unknown[],
  ): Promise<unknown> {
    const own = this.#own.get(keyOf(part))
    const answer: unknown = await memberOf(own, member)?.apply(own, [...args])
    return crossingValue(answer, this.#limits, `${member}()`)
  }

  #all(kind: PartKind): Map<string, Part> {
    // What the agent answers to this question.
    const forms = this.#link.ask({ kind: 'parts', partKind: kind }) as PartForm[]
    return new Map(forms.map(form => [form.name, this.#own.get(keyOf(form)) ?? this.#standIn(form)]))
  }

  #standIn({ kind, name, members }: PartForm): Part {
    const calls = members.map(member => [
      member,
      (...args: unknown[]) =>
        this.#link.request({
          kind: 'part',
          from: null,
          part: { kind, name },
          member,
          args: args.map((arg, index) => crossingValue(arg, this.#limits, `argument ${index + 1}`)),
        }),
    ])
    return Object.fromEntries(calls) as Part
  }
}

function keyOf({ kind, name }: Pick<PartForm, 'kind' | 'name'>) {
  return `${kind} ${name}`
}

/** A map that is asked for anew at each look. */
class LiveMap<Value> implements ReadonlyMap<string, Value> {
  readonly #ask: () => Map<string, Value>

  constructor(ask: () => Map<string, Value>) {
    this.#ask = ask
  }

  get size(): number {
    return this.#ask().size
  }

  get(name: string): Value | undefined {
    return this.#ask().get(name)
  }

  has(name: string): boolean {
    return this.#ask().has(name)
  }

  keys() {
    return this.#ask().keys()
  }

  values() {
    return this.#ask().values()
  }

  entries() {
    return this.#ask().entries()
  }

  [Symbol.iterator]() {
    return this.entries()
  }

  forEach(visit: (value: Value, name: string, map: ReadonlyMap<string, Value>) => void): void {
    for (const [name, value] of this.#ask()) visit(value, name, this)
  }
}
