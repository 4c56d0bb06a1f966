// Writes the methods.json of each bundled plugin beside what the compiler has made of it.
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { problemLine } from '../dist/src/cli/problem-line.js'
import { describeCompiled } from '../dist/src/schema/describe-compiled.js'

const path = name => fileURLToPath(new URL(`../${name}`, import.meta.url))

const plugins = readdirSync(path('plugins'), { withFileTypes: true })
  .filter(entry => entry.isDirectory())
  .map(({ name }) => ({ folder: path(`plugins/${name}`), compiled: path(`dist/plugins/${name}`) }))
const problems = await describeCompiled(plugins, path('tsconfig.build.json'))
for (const problem of problems) process.stdout.write(`${problemLine(problem)}\n`)
if (problems.some(({ severity }) => severity === 'error')) process.exitCode = 1
