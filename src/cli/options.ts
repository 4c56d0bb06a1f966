/** What the command line says, as commander hands it over. */
export interface AgentOptions {
  /** The agent's file; the shipped one unless `-f` names another. */
  readonly inifile: string
  readonly host?: string
  readonly port?: string
}

/** How a command reaches a running agent: that of the configuration file, or the one at `url`. */
export interface ConnectionOptions extends AgentOptions {
  readonly url?: string
  /** Of a file with the agent's login and password; goes with `url`, like those that follow. */
  readonly credentials?: string
  /** Of a file with the certificates to trust, in place of those that Node trusts. */
  readonly cacert?: string
  /** Of a file with the certificate to show. */
  readonly cert?: string
  /** Of a file with its private key. */
  readonly key?: string
  /** How long to wait for an answer, in seconds. Default 300; 0 waits for ever. */
  readonly timeout?: string
}
