import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { bundledPluginDir } from '../../src/config/agent-config.ts'
import { contractOf } from '../../src/contract/contract.ts'
import { contractText } from '../../src/contract/contract-text.ts'
import { describePlugin } from '../../src/plugin-host/describe-plugins.ts'
import { discoverPlugins } from '../../src/plugin-host/discover.ts'
import { root } from '../helper.ts'

t.test('the contracts of the bundled plugins are as their files have them', async t => {
  const { plugins } = discoverPlugins([bundledPluginDir])
  t.ok(plugins.length > 1)
  for (const plugin of plugins) {
    const { name, apiVersion, methods } = await describePlugin(plugin)
    const kept = readFileSync(join(root, 'plugins', name, 'contract.yaml'), 'utf8')
    const text = contractText(new Map([[name, contractOf(apiVersion, methods)]]))
    t.equal(text, kept, `${name}: once a change is meant, node scripts/write-contracts.js`)
  }
})
