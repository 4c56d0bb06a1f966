import { type Authenticated, Fault, type Log, type Provisioner, userKey } from 'mmc-agent'
import type { Selected } from './selection.ts'

const provisioningError = 8007

/**
 * Runs the provisioners for a user who has been authenticated, in their order.
 *
 * @throws Fault `ProvisioningError` when one fails; those after it do not run, and the login does not count
 */
export async function provision(
  user: Authenticated,
  selected: readonly Selected<Provisioner>[],
  log: Log,
): Promise<void> {
  for (const { choice, part } of selected) {
    if (choice.exclude.has(userKey(user.user))) continue
    try {
      await part.provision(user)
    } catch (error) {
      log.error(
        { err: error, provisioner: choice.name, user: user.user },
        `the provisioner '${choice.name}' failed`,
      )
      throw new Fault("ProvisioningError: the login could not be completed; the agent's log says why", {
        code: provisioningError,
      })
    }
  }
}
