import { type API, type Diagnostic, DiagnosticCategory, type Program } from 'typescript/unstable/sync'
import { isInside } from '../../files/is-inside.ts'
import type { BuildProblem } from '../build-problem.ts'
import { placeAt } from '../text-place.ts'

export interface Checked {
  readonly problems: readonly BuildProblem[]
  /** The plugin's own files that belong to the program, declarations aside; absolute. */
  readonly files: readonly string[]
}

/** Checks the types of a plugin as its tsconfig.json says. */
export function checkTypes(api: API, tsconfig: string, folder: string): Checked {
  const program = api.updateSnapshot({ openProjects: [tsconfig] }).getProject(tsconfig)?.program
  if (program === undefined) throw new Error(`the compiler does not open ${tsconfig}`)
  const files = program
    .getSourceFileNames()
    .filter(file => isInside(folder, file) && !/\/node_modules\/|\.d\.[cm]?ts$/.test(file))
  return { problems: diagnostics(program).map(found => problemOf(found, folder)), files }
}

/** What tsc would print: types are not looked at where the syntax is wrong. */
function diagnostics(program: Program): Diagnostic[] {
  const wrongSyntax = [...program.getConfigFileParsingDiagnostics(), ...program.getSyntacticDiagnostics()]
  const found =
    wrongSyntax.length > 0
      ? wrongSyntax
      : [
          ...program.getProgramDiagnostics(),
          ...program.getGlobalDiagnostics(),
          ...program.getSemanticDiagnostics(),
        ]
  // What is wrong with the program as a whole is told in more than one place.
  const errors = found.filter(({ category }) => category === DiagnosticCategory.Error)
  return [...new Map(errors.map(error => [JSON.stringify(error), error])).values()]
}

function problemOf(diagnostic: Diagnostic, folder: string): BuildProblem {
  const { fileName, pos, code } = diagnostic
  return {
    severity: 'error',
    file: fileName ?? folder,
    ...(fileName === undefined ? { line: 0, column: 0 } : placeAt(fileName, pos)),
    method: '',
    code: `TS${code}`,
    message: chain(diagnostic, ''),
  }
}

/** A message and its reasons, each a line further in, as tsc prints them. */
function chain({ text, messageChain = [] }: Diagnostic, indent: string): string {
  return [`${indent}${text}`, ...messageChain.map(reason => chain(reason, `${indent}  `))].join('\n')
}
