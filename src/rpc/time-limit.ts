/**
 * Waits for `work`, but not for ever. The work itself is not stopped: whoever can stop it listens to a signal.
 *
 * @param timeoutMs - longest wait in ms; 0 waits for ever
 * @param timedOut - makes the error to reject with when the time is up
 */
export async function withinTime<T>(
  work: PromiseLike<T>,
  timeoutMs: number,
  timedOut: () => Error,
): Promise<T> {
  if (timeoutMs === 0) return work
  let timer: NodeJS.Timeout | undefined
  const timeUp = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(timedOut()), timeoutMs)
  })
  try {
    // The race also listens to whichever side loses, so that a late rejection of the work is not a stray one.
    return await Promise.race([work, timeUp])
  } finally {
    clearTimeout(timer)
  }
}
