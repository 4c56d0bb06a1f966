import { MMC_ERR_CONTRACT_FILE } from '../errors.ts'
import type { Contract, MethodContract, ParameterContract, PluginContract } from './contract.ts'
import { contractFormat } from './contract-text.ts'
import { readType } from './read-type.ts'
import { namesIn, type Type } from './type.ts'
import { type Entry, YamlReader } from './yaml-reader.ts'

/**
 * Reads a contract's file.
 *
 * @param file - what it is called in messages
 * @throws AgentError naming file and line where it is no contract
 */
export function readContract(text: string, file: string): Contract {
  const reader = new YamlReader(text, (line, why) => MMC_ERR_CONTRACT_FILE(file, `line ${line}: ${why}`))
  const { format, plugins } = reader.struct(reader.root, 'the file', ['format', 'plugins'])
  if (reader.plain(format) !== contractFormat) {
    throw reader.mistake(format, `format must be ${contractFormat}, which this agent reads`)
  }
  return new Map(
    reader.entries(plugins, 'plugins').map(entry => [entry.name, readPlugin(reader, entry.value)]),
  )
}

function readPlugin(reader: YamlReader, node: unknown): PluginContract {
  const parts = reader.struct(node, 'a plugin', ['apiVersion', 'methods'], ['types'])
  const types = new Map(
    reader.optionalEntries(parts.types, 'types').map(({ name, value }) => [name, readType(reader, value)]),
  )
  const check = (type: Type, at: unknown) => {
    const unknown = namesIn(type).find(name => !types.has(name))
    if (unknown !== undefined) throw reader.mistake(at, `there is no '${unknown}' among the plugin's types`)
    return type
  }
  for (const { name, value } of reader.optionalEntries(parts.types, 'types')) {
    const type = types.get(name)
    if (type !== undefined) check(type, value)
  }
  const type = (at: unknown) => check(readType(reader, at), at)
  const methods = reader.entries(parts.methods, 'methods')
  return {
    apiVersion: reader.text(parts.apiVersion, 'apiVersion'),
    methods: new Map(methods.map(({ name, value }) => [name, readMethod(reader, value, type)])),
    types,
  }
}

function readMethod(reader: YamlReader, node: unknown, type: (at: unknown) => Type): MethodContract {
  const optional = ['deprecated', 'parameters', 'faults'] as const
  const parts = reader.struct(node, 'a method', ['access', 'result'], optional)
  const access = reader.text(parts.access, 'access')
  if (access !== 'anyone' && access !== 'user') {
    throw reader.mistake(parts.access, "access must be 'anyone' or 'user'")
  }
  const isUnknown = reader.plain(parts.parameters) === 'unknown'
  const parameters = isUnknown ? [] : reader.optionalEntries(parts.parameters, 'parameters')
  return {
    access,
    deprecated: parts.deprecated === undefined ? undefined : reader.text(parts.deprecated, 'deprecated'),
    parameters: isUnknown ? null : parameters.map(entry => readParameter(reader, entry, type)),
    result: type(parts.result),
    faults:
      parts.faults === undefined
        ? []
        : reader.items(parts.faults, 'faults').map(fault => reader.integer(fault, 'a fault')),
  }
}

const parameterForm =
  /^(\.\.\.)?(?:([\p{ID_Start}$_][\p{ID_Continue}$]*)|\(([\p{ID_Start}$_][\p{ID_Continue}$]*)\))(\?| = (.+))?$/u

function readParameter(
  reader: YamlReader,
  { name: key, value, at }: Entry,
  type: (at: unknown) => Type,
): ParameterContract {
  const [all, dots, named, unnamed, optional, byDefault] = parameterForm.exec(key) ?? []
  if (all === undefined || (dots !== undefined && optional !== undefined)) {
    throw reader.mistake(at, `'${key}' is no parameter: write name, name?, name = default or ...name`)
  }
  return {
    name: named ?? unnamed ?? '',
    optional: dots !== undefined || optional !== undefined,
    rest: dots !== undefined,
    unnamed: unnamed !== undefined,
    default: byDefault,
    type: type(value),
  }
}
