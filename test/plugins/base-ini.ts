import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import { PluginConfig } from '../../src/plugin-host/plugin-config.ts'
import { tempDir } from '../helper.ts'

/** Options of one section. */
export type Options = Readonly<Record<string, string | number>>

/** The settings of a base.ini with these sections. */
export function baseIni(t: Test, sections: Readonly<Record<string, Options>>): PluginConfig {
  const file = join(tempDir(t), 'base.ini')
  writeFileSync(file, Object.entries(sections).map(sectionText).join('\n'))
  return PluginConfig.load(file)
}

function sectionText([section, options]: [string, Options]) {
  const lines = Object.entries(options).map(([name, value]) => `${name} = ${value}\n`)
  return `[${section}]\n${lines.join('')}`
}
