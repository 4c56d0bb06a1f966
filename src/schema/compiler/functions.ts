import {
  isAsExpression,
  isBindingPattern,
  isParameterDeclaration,
  isParenthesizedExpression,
  isSatisfiesExpression,
  isTypeAssertion,
  isVariableDeclaration,
  type Node,
} from 'typescript/unstable/ast'
import {
  type Project,
  SignatureKind,
  SymbolFlags,
  type Symbol as TsSymbol,
  TypeFlags,
} from 'typescript/unstable/sync'
import type { FunctionView, ParameterView } from '../views.ts'
import { commentOf, declarationOf, placeOf } from './syntax.ts'
import { typeNodeOf } from './type-nodes.ts'
import type { TypeReader } from './type-reader.ts'

/**
 * Reads a function.
 *
 * @param name - as it is exported
 * @returns undefined if it is none, `unclear` if it may be one and may be none
 */
export function readFunction(
  name: string,
  symbol: TsSymbol,
  project: Project,
  types: TypeReader,
): FunctionView | 'unclear' | undefined {
  const { checker } = project
  const type = checker.getTypeOfSymbol(symbol)
  const declaration = declarationOf(symbol, project)
  if (type === undefined || declaration === undefined) return undefined
  if (type.flags & TypeFlags.Any) return 'unclear'
  const signatures = checker.getSignaturesOfType(type, SignatureKind.Call)
  const [signature] = signatures
  if (signature === undefined) return undefined
  const isFunction = (symbol.flags & SymbolFlags.Function) !== 0
  if (!isFunction && checker.getSignaturesOfType(type, SignatureKind.Construct).length > 0) return undefined

  const thisParameter = signature.getThisParameter()
  const thisType = thisParameter && checker.getTypeOfSymbol(thisParameter)
  const result = checker.getReturnTypeOfSignature(signature) ?? checker.getAnyType()
  const parameters = signature.getParameters()
  return {
    name,
    place: placeOf(declaration),
    comment: commentOf(declaration),
    signatures: signatures.length,
    thisType: thisType === undefined ? null : types.view(thisType),
    parameters: parameters.map((parameter, index) => {
      const isRest = signature.hasRestParameter && index === parameters.length - 1
      return readParameter(parameter, isRest, declaration, project, types)
    }),
    result: types.awaited(result, typeNodeOf(signature.declaration?.resolve(project))),
  }
}

function readParameter(
  symbol: TsSymbol,
  rest: boolean,
  owner: Node,
  project: Project,
  types: TypeReader,
): ParameterView {
  const declaration = declarationOf(symbol, project)
  const parameter = declaration && isParameterDeclaration(declaration) ? declaration : undefined
  const type = project.checker.getTypeOfSymbol(symbol) ?? project.checker.getAnyType()
  const initializer = parameter?.initializer
  // `level = 'low' as Level` says the type behind the value.
  const view = types.view(type, typeNodeOf(declaration) ?? typeNodeOf(initializer))
  return {
    name: parameter && isBindingPattern(parameter.name) ? null : symbol.name,
    place: placeOf(declaration ?? owner),
    type: view,
    optional: initializer !== undefined || parameter?.questionToken !== undefined || view.orUndefined,
    rest,
    defaultText: initializer === undefined ? null : sourceOf(initializer).getText(),
  }
}

/** The value of a variable as the source spells it. */
export function valueText(declaration: Node | undefined): string | undefined {
  const isVariable = declaration !== undefined && isVariableDeclaration(declaration)
  return isVariable && declaration.initializer ? sourceOf(declaration.initializer).getText() : undefined
}

/** Without `as const` and its like, which JavaScript does not know. */
function sourceOf(expression: Node): Node {
  const isWrapped =
    isAsExpression(expression) ||
    isSatisfiesExpression(expression) ||
    isTypeAssertion(expression) ||
    isParenthesizedExpression(expression)
  return isWrapped ? sourceOf(expression.expression) : expression
}
