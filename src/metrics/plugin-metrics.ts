import { Gauge, type Metric } from 'prom-client'
import type { PluginHost } from '../plugin-host/plugin-host.ts'
import { healthStatuses, pluginStates } from '../plugin-host/plugin-state.ts'

/** What the health pages say, as numbers. */
export function pluginMetrics(host: Pick<PluginHost, 'isReady' | 'reports'>): readonly Metric[] {
  return [
    new Gauge({
      name: 'mmc_agent_ready',
      help: '1 if all plugins have had their turn and the required ones are active, as /health/ready says.',
      registers: [],
      collect() {
        this.set(Number(host.isReady))
      },
    }),
    new Gauge({
      name: 'mmc_agent_plugin_state',
      help: '1 for the state that the plugin is in, 0 for the others.',
      labelNames: ['plugin', 'state'],
      registers: [],
      collect() {
        this.reset()
        for (const { name: plugin, state: current } of host.reports()) {
          for (const state of pluginStates) this.set({ plugin, state }, Number(state === current))
        }
      },
    }),
    new Gauge({
      name: 'mmc_agent_plugin_status',
      help: '1 for the status of the plugin, its state and its own health in one word; 0 for the others.',
      labelNames: ['plugin', 'status'],
      registers: [],
      collect() {
        this.reset()
        for (const { name: plugin, status: current } of host.reports()) {
          for (const status of healthStatuses) this.set({ plugin, status }, Number(status === current))
        }
      },
    }),
  ]
}
