import { writeSync } from 'node:fs'
import { types } from 'node:util'
import { type DestinationStream, type Logger, type LoggerOptions, pino, stdTimeFunctions } from 'pino'
import { type PrettyOptions, prettyFactory } from 'pino-pretty'
import { MMC_ERR_LOG_FILE } from './errors.ts'
import { harmlessLine, shownLine } from './log-lines.ts'
import { fileTarget, type Owner, standardError, standardErrorTarget } from './log-target.ts'
import { LogWriter } from './log-writer.ts'
import { readThrown, type Thrown } from './rpc/thrown.ts'

export interface LoggingOptions {
  readonly level: string
  /** Absolute; undefined: standard error. */
  readonly file?: string | undefined
  /** Whom a file that is made belongs to. Default: whoever makes it. */
  readonly owner?: Owner | undefined
}

/**
 * The agent's log: lines for people on a terminal, JSON lines otherwise. It writes to standard error, so that standard
 * output belongs to the commands that print something.
 *
 * @throws AgentError when the file cannot be opened
 */
export function buildLog({ level, file, owner }: LoggingOptions): Logger {
  return pino({ level, ...lineOptions }, destination(file, owner))
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

function destination(file: string | undefined, owner: Owner | undefined): DestinationStream {
  if (file !== undefined) return new LogWriter(openFile(file, owner), shownLine, tell)
  // Whoever could be told would read the log.
  const format = process.stderr.isTTY ? lineForPeople() : shownLine
  return new LogWriter(standardErrorTarget(), format, () => {})
}

/** How a line becomes one that people read on a terminal. Texts in it can be a stranger's. */
export function lineForPeople(): (line: string) => string {
  const pretty = prettyFactory(forPeople)
  return line => pretty(harmlessLine(line))
}

const forPeople: PrettyOptions = {
  colorize: true,
  translateTime: 'SYS:HH:MM:ss',
  ignore: 'requestId',
  // No text can look as if another line began in it.
  messageFormat: (line, key) => String(line[key]).replaceAll('\n', '\n    '),
}

function openFile(file: string, owner: Owner | undefined) {
  try {
    return fileTarget(file, owner)
  } catch (error) {
    throw MMC_ERR_LOG_FILE(file, (error as NodeJS.ErrnoException).code ?? String(error))
  }
}

function tell(error: unknown) {
  try {
    writeSync(
      standardError,
      `mmc-agent: the log cannot be written: ${String(error)}; the agent goes on without\n`,
    )
  } catch {
    // Nobody can be told.
  }
}
