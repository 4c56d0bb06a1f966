/** Stand for what is written for each agent: its methods. These two are never part of a client. */

export interface Agent {
  getVersion(): Promise<string>
}

export interface AgentByName {
  getVersion(): Promise<string>
}
