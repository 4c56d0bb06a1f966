import { existsSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { types } from 'node:util'
import { type DestinationStream, type Logger, type LoggerOptions, pino, stdTimeFunctions } from 'pino'
import { prettyFactory } from 'pino-pretty'
import { MMC_ERR_LOG_FILE } from './errors.ts'
import { readThrown, type Thrown } from './rpc/thrown.ts'

export interface LoggingOptions {
  readonly level: string
  /** Absolute; undefined: standard error. */
  readonly file?: string | undefined
}

const standardError = 2

/**
 * The agent's log: lines for people on a terminal, JSON lines otherwise. It writes to standard error, so that standard
 * output belongs to the commands that print something.
 *
 * @throws AgentError when the file cannot be opened
 */
export function buildLog({ level, file }: LoggingOptions): Logger {
  return pino({ level, ...lineOptions }, destination(file))
}

/** The form of every line: errors as the texts in them, whatever was thrown. */
export const lineOptions: LoggerOptions = {
  base: null,
  timestamp: stdTimeFunctions.isoTime,
  serializers: { err: (error: unknown) => (isRead(error) ? error : readThrown(error)) },
}

function isRead(error: unknown): error is Thrown {
  if (typeof error !== 'object' || error === null || types.isProxy(error)) return false
  return Object.getPrototypeOf(error) === Object.prototype
}

function destination(file: string | undefined): DestinationStream {
  if (file !== undefined) return lineWriter(open(file), line => line)
  if (!process.stderr.isTTY) return lineWriter(standardError, line => line)
  return lineWriter(
    standardError,
    prettyFactory({ colorize: true, translateTime: 'SYS:HH:MM:ss', ignore: 'requestId' }),
  )
}

function open(file: string): number {
  try {
    const folder = dirname(file)
    // One folder, not a chain of them: below /proc, Node would try for ever.
    if (!existsSync(folder)) mkdirSync(folder)
    return openSync(file, 'a', 0o640)
  } catch (error) {
    throw MMC_ERR_LOG_FILE(file, (error as NodeJS.ErrnoException).code ?? String(error))
  }
}

/**
 * Writes line by line, at once. A disk that is full must cost the log and nothing else: pino's own streams would throw
 * into whoever logs, and try again for ever as the process ends.
 */
function lineWriter(descriptor: number, format: (line: string) => string): DestinationStream {
  let isFailing = false
  return {
    write(line) {
      try {
        writeSync(descriptor, format(line))
        isFailing = false
      } catch (error) {
        if (!isFailing && descriptor !== standardError) tellOnce(error)
        isFailing = true
      }
    },
  }
}

function tellOnce(error: unknown) {
  try {
    writeSync(
      standardError,
      `mmc-agent: the log cannot be written: ${String(error)}; the agent goes on without\n`,
    )
  } catch {
    // Nobody can be told.
  }
}
