import * as nodeModule from 'node:module'

/** What plugins import, and the file of the running agent that answers. */
const answers: Readonly<Record<string, string>> = {
  'mmc-agent': new URL('../plugin-api.js', import.meta.url).href,
  'mmc-agent/testing': new URL('../testing.js', import.meta.url).href,
}

type Resolve<Result> = (
  specifier: string,
  context: unknown,
  next: (specifier: string, context: unknown) => Result,
) => Result | { url: string; shortCircuit: true }

/**
 * The hook itself: `import … from 'mmc-agent'` means the running agent, from whatever folder, even where another
 * copy is installed beside the plugin. Two copies would have two ideas of the current call.
 */
export const resolve: Resolve<unknown> = (specifier, context, next) => {
  const url = answers[specifier]
  return url === undefined ? next(specifier, context) : { url, shortCircuit: true }
}

let isInstalled = false

/**
 * Installs the hook for everything that this thread imports from now on, and loads what it answers with, so that the
 * first plugin is not charged with the time.
 */
export async function installResolveHook(): Promise<void> {
  if (isInstalled) return
  isInstalled = true
  // registerHooks runs in this thread; Node 20 only knows register, which loads this file into a thread for hooks.
  const { registerHooks } = nodeModule as { registerHooks?: (hooks: { resolve: typeof resolve }) => void }
  if (registerHooks === undefined) nodeModule.register(import.meta.url)
  else registerHooks({ resolve })
  await import('mmc-agent')
}
