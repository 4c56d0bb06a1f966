import { Document, isCollection, isPair, isScalar } from 'yaml'
import type { Contract, MethodContract, ParameterContract, PluginContract } from './contract.ts'
import { holdsStruct, typeForm } from './type-form.ts'

/** The form of the file; one of another form is not read. */
export const contractFormat = 1

/** A contract as its file holds it: a line for each thing that can change, and the same bytes for the same contract. */
export function contractText(contract: Contract): string {
  const plugins = [...contract].map(([name, plugin]) => [name, pluginForm(plugin)])
  const document = new Document({ format: contractFormat, plugins: Object.fromEntries(plugins) })
  document.commentBefore = comment
  for (const [name, { methods }] of contract) {
    for (const method of methods.keys()) {
      const place = ['plugins', name, 'methods', method]
      for (const part of ['result', 'faults']) layOut(document.getIn([...place, part], true))
      layOutEach(document.getIn([...place, 'parameters'], true))
    }
    layOutEach(document.getIn(['plugins', name, 'types'], true))
  }
  return document.toString({ lineWidth: 0 })
}

const comment =
  ' What callers rely on. `mmc-agent contract --write` writes it anew and `--check` compares: see docs/contracts.md.'

function pluginForm({ apiVersion, methods, types }: PluginContract) {
  return {
    apiVersion,
    methods: Object.fromEntries([...methods].map(([name, method]) => [name, methodForm(method)])),
    ...(types.size === 0
      ? {}
      : { types: Object.fromEntries([...types].map(([name, type]) => [name, typeForm(type)])) }),
  }
}

function methodForm({ access, deprecated, parameters, result, faults }: MethodContract) {
  const forms = parameters?.map(parameter => [parameterKey(parameter), typeForm(parameter.type)])
  return {
    access,
    ...(deprecated === undefined ? {} : { deprecated }),
    ...(parameters?.length === 0
      ? {}
      : { parameters: forms === undefined ? 'unknown' : Object.fromEntries(forms) }),
    result: typeForm(result),
    ...(faults.length === 0 ? {} : { faults }),
  }
}

/** As a line of source has it: `name`, `uid?`, `loud = false`, `...tags`; `(parameter1)` for one without a name. */
function parameterKey({ name, optional, rest, unnamed, default: byDefault }: ParameterContract) {
  const word = unnamed ? `(${name})` : name
  if (rest) return `...${word}`
  if (byDefault !== undefined) return `${word} = ${byDefault}`
  return optional ? `${word}?` : word
}

const widest = 80

/** What is short stands in one line, but for structs. */
function layOut(node: unknown): void {
  if (!isCollection(node)) return
  const form: unknown = node.toJSON()
  if (!holdsStruct(form) && JSON.stringify(form).length <= widest) node.flow = true
  else layOutEach(node)
}

function layOutEach(node: unknown): void {
  if (!isCollection(node)) return
  for (const item of node.items) {
    if (!isPair(item)) layOut(item)
    // A member on each line, however short they are.
    else if (isScalar(item.key) && item.key.value === 'members') layOutEach(item.value)
    else layOut(item.value)
  }
}
