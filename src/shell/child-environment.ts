import { homedir } from 'node:os'
import { version } from '../version.ts'

const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/**
 * The environment of every command: PATH, HOME and TZ of the agent, `LANG=C`, the agent's version as
 * `MMC_AGENT`, and nothing else, so that no secret of the agent's reaches a child.
 *
 * LC_ALL stays unset: nothing is there to outrank LANG, and a plugin can ask for `LC_CTYPE` alone.
 *
 * @param added - what the plugin wants on top, or instead
 */
export function childEnvironment(added: Readonly<Record<string, string>> = {}): Record<string, string> {
  const { PATH, TZ } = process.env
  return {
    PATH: PATH || defaultPath,
    HOME: home(),
    LANG: 'C',
    ...(TZ === undefined ? {} : { TZ }),
    MMC_AGENT: version,
    ...added,
  }
}

/** Services are often started without HOME, and containers with users that no password file knows. */
function home() {
  try {
    return homedir() || '/'
  } catch {
    return '/'
  }
}
