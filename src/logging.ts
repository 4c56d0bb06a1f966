import { type DestinationStream, destination, type Logger, pino, stdTimeFunctions } from 'pino'
import pretty from 'pino-pretty'

export interface LoggingOptions {
  readonly level: string
  /** Absolute; undefined: standard error. */
  readonly file?: string | undefined
}

/**
 * The agent's log: lines for people on a terminal, JSON lines otherwise. It writes to standard error, so that standard
 * output belongs to the commands that print something.
 */
export function buildLog({ level, file }: LoggingOptions): Logger {
  return pino({ level, base: null, timestamp: stdTimeFunctions.isoTime }, stream(file))
}

function stream(file: string | undefined): DestinationStream {
  if (file !== undefined) return destination({ dest: file, append: true, mkdir: true, sync: true })
  if (!process.stderr.isTTY) return destination({ fd: 2, sync: true })
  return pretty({ destination: 2, sync: true, translateTime: 'SYS:HH:MM:ss', ignore: 'requestId' })
}
