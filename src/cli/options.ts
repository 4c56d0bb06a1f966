/** What the command line says, as commander hands it over. */
export interface AgentOptions {
  /** The agent's file; the shipped one unless `-f` names another. */
  readonly inifile: string
  readonly host?: string
  readonly port?: string
}
