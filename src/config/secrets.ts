import type { IniFile } from './ini.ts'

/** Names of options that hold a secret, or where one is. */
const secretNames = /passw|secret|token|key/

/** The files of an ini file and its `.local` in which an option that sounds like a secret has a value, each with the first of them. */
export function secretsIn(ini: IniFile): Map<string, string> {
  const secrets = new Map<string, string>()
  for (const section of ini.sections()) {
    for (const option of ini.options(section)) {
      const file = ini.fileOf(section, option)
      if (file === undefined || secrets.has(file)) continue
      if (secretNames.test(option) && ini.raw(section, option) !== '')
        secrets.set(file, `[${section}] ${option}`)
    }
  }
  return secrets
}
