// Writes the contract.yaml of each bundled plugin from what has been built: `npm run build` goes before.
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { contract } from '../dist/src/cli/contract.js'

const path = name => fileURLToPath(new URL(`../${name}`, import.meta.url))

for (const { name } of readdirSync(path('plugins'), { withFileTypes: true }).filter(entry =>
  entry.isDirectory(),
)) {
  const options = {
    inifile: '',
    write: path(`plugins/${name}/contract.yaml`),
    plugin: [path(`dist/plugins/${name}`)],
  }
  await contract(options, line => process.stdout.write(`${line}\n`))
}
