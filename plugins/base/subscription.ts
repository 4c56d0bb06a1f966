import type { Subscription } from './base-config.ts'
import { currentParts } from './parts.ts'

/** What was subscribed, and whether anything was. */
interface SubscriptionInformation extends Partial<Subscription> {
  is_subsscribed: boolean
  too_much_users?: boolean
  too_much_computers?: boolean
}

/** Whether no vendor's support was subscribed: there is no section `[subscription]`. */
export function isCommunityVersion(): boolean {
  return currentParts().config.subscription === undefined
}

/**
 * Returns what `[subscription]` says, for the web interface: `is_subsscribed`, spelt as in the original, and, if true, product,
 * vendor, customer, support and how many users and computers were paid for.
 *
 * @param is_dynamic - with `too_much_users` and `too_much_computers`: false, for nobody counts them
 */
export function getSubscriptionInformation(is_dynamic = false): SubscriptionInformation {
  const { subscription } = currentParts().config
  if (subscription === undefined) return { is_subsscribed: false }
  const counts = is_dynamic ? { too_much_users: false, too_much_computers: false } : {}
  return { is_subsscribed: true, ...subscription, ...counts }
}
