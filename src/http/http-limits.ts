/** What one client may take of the agent; each is an option of `[limits]`. */
export interface HttpLimits {
  readonly connections: number
  readonly headerBytes: number
  readonly headers: number
  readonly headerSeconds: number
  readonly requestSeconds: number
  readonly idleSeconds: number
  readonly replySeconds: number
  readonly bodyBytes: number
}
