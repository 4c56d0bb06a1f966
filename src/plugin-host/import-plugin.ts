import { readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parse } from 'acorn'
import {
  MMC_ERR_PLUGIN_COMMONJS,
  MMC_ERR_PLUGIN_PACKAGE_TYPE,
  MMC_ERR_PLUGIN_SYNTAX,
  MMC_ERR_PLUGIN_SYNTAX_INSIDE,
} from '../errors.ts'
import { commonJsPackageFile } from '../files/package-file.ts'

/** A module's exports. Wrapped, because a promise would take an export named `then` for its own. */
export interface ImportedModule {
  readonly namespace: Readonly<Record<string, unknown>>
}

/**
 * Imports the `index.js` of a plugin.
 *
 * @throws AgentError for what is, or would be read as, a CommonJS module; else whatever the module throws
 */
export async function importPlugin(folder: string): Promise<ImportedModule> {
  // As Node sees it: what is above the place that a link leads to counts, not what is above the link.
  const place = realpathSync(folder)
  const file = join(place, 'index.js')
  const source = readSource(file)
  if (source.kind === 'script') throw MMC_ERR_PLUGIN_COMMONJS()
  const packageFile = source.kind === 'module' ? commonJsPackageFile(place) : undefined
  if (packageFile !== undefined) throw MMC_ERR_PLUGIN_PACKAGE_TYPE(packageFile)
  try {
    return await importWrapped(pathToFileURL(file).href)
  } catch (error) {
    // Node keeps the place of a mistake in a module to itself.
    if (error instanceof SyntaxError && source.kind === 'mistake') throw MMC_ERR_PLUGIN_SYNTAX(source.words)
    if (error instanceof SyntaxError) throw MMC_ERR_PLUGIN_SYNTAX_INSIDE(error.message)
    throw error
  }
}

/** A module imports or exports something, a script does not, and a mistake is neither. */
type Source = { readonly kind: 'module' | 'script' } | { readonly kind: 'mistake'; readonly words: string }

function readSource(file: string): Source {
  const text = readFileSync(file, 'utf8')
  try {
    const { body } = parse(text, { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true })
    const isModule = body.some(({ type }) => type.startsWith('Import') || type.startsWith('Export'))
    return { kind: isModule ? 'module' : 'script' }
  } catch (error) {
    // Such as "Unexpected token (3:7)": line and column.
    return { kind: 'mistake', words: (error as SyntaxError).message }
  }
}

async function importWrapped(url: string): Promise<ImportedModule> {
  const wrapper = `import * as namespace from ${JSON.stringify(url)}; export { namespace }`
  return (await import(`data:text/javascript,${encodeURIComponent(wrapper)}`)) as ImportedModule
}
