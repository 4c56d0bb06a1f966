import { readFileSync } from 'node:fs'

// The compiled file is dist/src/version.js.
const packageFile = new URL('../../package.json', import.meta.url)

/** The version of the agent, as its package says. */
export const version: string = JSON.parse(readFileSync(packageFile, 'utf8')).version
