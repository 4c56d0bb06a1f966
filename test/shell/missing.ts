import { spawnSync } from 'node:child_process'

/**
 * Why to skip a test that needs a program, or false to run it. On a build server it runs in any case, and
 * fails.
 *
 * @param name - of the program
 * @param debianPackage - that holds it
 */
export function missing(name: string, debianPackage = name): string | false {
  if (process.env['CI'] !== undefined) return false
  const { error } = spawnSync(name, ['--version'])
  return error === undefined ? false : `${name} is missing: apt-get install ${debianPackage}`
}
