/**
 * Where a plugin stands in its life: `discovered`, then `disabled`, `active`, `declined` or `failed`; an active one may
 * become `stopped` or `quarantined`.
 */
export type PluginState = (typeof pluginStates)[number]

export const pluginStates = [
  'discovered',
  'disabled',
  'active',
  'declined',
  'failed',
  'stopped',
  'quarantined',
] as const

/** The step of its life that a plugin has reached, or failed in. */
export type Phase = 'config' | 'import' | 'activate' | 'activate_2'

export type HealthStatus = (typeof healthStatuses)[number]

export const healthStatuses = ['pass', 'warn', 'fail'] as const

/** What a plugin's `health()` said last. */
export interface HealthCheck {
  readonly status: HealthStatus
  readonly output: string | null
  readonly checkedAt: string
}

/** Everything that a dashboard may know of a plugin: no secret and no path of this machine. */
export interface PluginReport {
  readonly name: string
  readonly state: PluginState
  /** The state and the plugin's own health in one word. */
  readonly status: HealthStatus
  readonly required: boolean
  /** Why the plugin is not active; null while it is, or while there is nothing to say. */
  readonly reason: string | null
  readonly since: string
  /** When a quarantined plugin comes back by itself; null for any other. */
  readonly comesBackAt: string | null
  readonly phase: Phase
  /** How long each step took, in ms. */
  readonly timingsMs: Readonly<Partial<Record<Phase, number>>>
  readonly version: string | null
  readonly apiVersion: string | null
  readonly revision: string | number | null
  /** How many methods it exports now. */
  readonly methods: number
  readonly health: HealthCheck | null
}

/** A plugin that is needed and not there is a failure, whatever the reason; any other that is disabled is what somebody wanted. */
export function statusOf(state: PluginState, required: boolean, health: HealthCheck | null): HealthStatus {
  if (state === 'active') return health?.status ?? 'pass'
  if (required) return 'fail'
  return state === 'declined' || state === 'failed' || state === 'quarantined' ? 'warn' : 'pass'
}

/** Of several statuses the one that needs somebody's attention most. */
export function worstStatus(statuses: readonly HealthStatus[]): HealthStatus {
  if (statuses.includes('fail')) return 'fail'
  return statuses.includes('warn') ? 'warn' : 'pass'
}
