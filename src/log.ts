/**
 * What the agent's parts and plugins log with: any pino logger fits. The object holds fields for machines, the
 * text is for people. Never log arguments, passwords or cookies.
 */
export interface Log {
  debug(fields: object, text: string): void
  debug(text: string): void
  info(fields: object, text: string): void
  info(text: string): void
  warn(fields: object, text: string): void
  warn(text: string): void
  error(fields: object, text: string): void
  error(text: string): void
  child(fields: object): Log
}
