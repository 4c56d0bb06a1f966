// Writes openapi.yaml from the compiled agent: `npm run openapi`.
import { writeFileSync } from 'node:fs'
import { bundledOpenApi } from '../dist/src/cli/bundled-openapi.js'

writeFileSync(new URL('../openapi.yaml', import.meta.url), await bundledOpenApi())
