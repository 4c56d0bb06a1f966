import { FaultCode, type FaultName } from '../rpc/fault.ts'
import { faultMeanings } from '../rpc/fault-meanings.ts'
import type { JsonSchema } from '../rpc/json-schema.ts'
import type { Documentation, Method, Parameter } from '../rpc/method.ts'
import type { RpcStruct, RpcValue } from '../rpc/value.ts'
import type { AboutAgent, DocumentPart } from './document-part.ts'
import { draft07 } from './draft-07.ts'
import { callFaults } from './faults.ts'
import { type DocumentedCall, documentedCalls } from './method-examples.ts'
import { descriptionOf, summaryOf } from './method-words.ts'
import { canBeNamed, namedSchema, placedSchema } from './parameters.ts'
import { wireSchema, wireSchemas } from './wire-schema.ts'

/**
 * Writes the OpenRPC 1.3.2 document of an agent's JSON-RPC door.
 *
 * @param methods - the entries of a registry
 */
export function openRpcDocument(methods: readonly Method[], about: AboutAgent): DocumentPart {
  const faults = new Set(methods.flatMap(method => callFaults(method, about.requireLogin)))
  return {
    openrpc: '1.3.2',
    info: {
      title: 'MMC agent',
      version: about.version,
      description:
        "Exports the functions of its plugins over JSON-RPC 2.0 at `/jsonrpc`, to clients with the agent's login and password (HTTP Basic).",
      license: { name: 'MIT' },
    },
    methods: methods.map(method => describe(method, about)),
    components: {
      schemas: mapValues(wireSchemas(methods), draft07),
      errors: Object.fromEntries(
        [...faults].map(name => [name, { code: FaultCode[name], message: faultMeanings[name] }]),
      ),
    },
  }
}

function describe(method: Method, about: AboutAgent): DocumentPart {
  const { name, owner, parameters, documentation, result } = method
  const examples = documentedCalls(method).filter(hasResult)
  return {
    name,
    tags: [{ name: owner }],
    summary: summaryOf(method),
    description: descriptionOf(method),
    'x-documentation': words(documentation),
    ...(documentation.deprecated === undefined ? {} : { deprecated: true }),
    paramStructure: paramStructure(method),
    params: (parameters ?? []).map(parameter => describeParameter(parameter, method)),
    result: {
      name: 'result',
      schema: draft07(wireSchema(result.schema ?? {}, owner)),
      ...(result.description === undefined ? {} : { description: result.description }),
    },
    errors: callFaults(method, about.requireLogin).map(reference),
    ...(examples.length === 0 ? {} : { examples: examples.map(call => pairing(call, method)) }),
  }
}

/** A rest parameter is one of several values by position, and an array by name: one schema can tell the second only. */
function paramStructure(method: Method) {
  if (!canBeNamed(method)) return 'by-position'
  return method.parameters?.some(({ rest }) => rest) ? 'by-name' : 'either'
}

function describeParameter(parameter: Parameter, method: Method): DocumentPart {
  const schemaOf = canBeNamed(method) ? namedSchema : placedSchema
  const { description, ...schema } = schemaOf(parameter, method.owner)
  return {
    name: parameter.name,
    ...(description === undefined ? {} : { description }),
    required: !parameter.optional && !parameter.rest,
    ...(parameter.rest ? { 'x-rest': true } : {}),
    schema: draft07(schema),
  }
}

/** What the description says in one text, for whoever lays it out anew, as `client-gen` does. */
function words({ description, throws, deprecated, examples }: Documentation): DocumentPart {
  return {
    ...(description === undefined ? {} : { description }),
    ...(throws === undefined ? {} : { throws }),
    ...(deprecated === undefined ? {} : { deprecated }),
    ...(examples === undefined ? {} : { examples: examples.map(({ text }) => text) }),
  }
}

function reference(name: FaultName): DocumentPart {
  return { $ref: `#/components/errors/${name}` }
}

/** A pairing without a result would be a notification. */
function hasResult(call: DocumentedCall): call is Required<DocumentedCall> {
  return 'result' in call
}

function pairing({ name, summary, params, result }: Required<DocumentedCall>, method: Method): DocumentPart {
  return {
    name,
    description: summary,
    params: exampleParams(params, method.parameters ?? []),
    result: { name: 'result', value: result },
  }
}

function exampleParams(params: RpcStruct | readonly RpcValue[], parameters: readonly Parameter[]) {
  if (!Array.isArray(params)) return Object.entries(params).map(([name, value]) => ({ name, value }))
  return params.map((value, index) => ({ name: parameters[index]?.name ?? `parameter${index + 1}`, value }))
}

function mapValues(
  schemas: Readonly<Record<string, JsonSchema>>,
  change: (schema: JsonSchema) => JsonSchema,
) {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, change(schema)]))
}
