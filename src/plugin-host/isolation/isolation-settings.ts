import { readIni } from '../../config/ini-file.ts'
import { flag, type OptionKind, wholeNumber } from '../../config/option-kinds.ts'
import { ConfigException } from '../plugin-config.ts'

/** How an isolated plugin is kept in bounds. */
export interface IsolationSettings {
  /** Most memory, heap and buffers, in MB. */
  readonly memoryMb: number
  /** For how long its event loop may stand still. */
  readonly blockedSeconds: number
}

/** Below this, V8 has no room for the agent's own half of a worker. */
const leastMemoryMb = 16

/**
 * Reads whether a plugin wants a worker thread of its own: `[main] isolate`, `isolatememory` and `isolateseconds`.
 *
 * @returns undefined where it does not
 * @throws AgentError for a file that cannot be read or is no ini file, ConfigException naming option and what is allowed
 */
export function readIsolation(file: string): IsolationSettings | undefined {
  const { ini } = readIni(file)
  const settings = {
    memoryMb: read('isolatememory', wholeNumber(leastMemoryMb, 65_536), 256),
    blockedSeconds: read('isolateseconds', wholeNumber(1, 86_400), 10),
  }
  return read('isolate', flag, false) ? settings : undefined

  function read<Value>(option: string, kind: OptionKind<Value>, byDefault: Value): Value {
    const text = ini.get('main', option)
    if (text === undefined) return byDefault
    const value = kind.read(text)
    if (value !== undefined) return value
    const where = `${ini.fileOf('main', option) ?? file}: [main] ${option}`
    throw new ConfigException(`${where} = ${text}: must be ${kind.allowed}`)
  }
}
