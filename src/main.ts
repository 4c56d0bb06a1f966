#!/usr/bin/env node
import { inspect } from 'node:util'
import { CommanderError } from 'commander'
import { CallFailed } from './cli/call-failed.ts'
import { buildProgram } from './cli/program.ts'
import { AgentError, ExitCode } from './errors.ts'

/** The whole process: runs the command, and turns whatever it throws into one line and an exit code. */
async function main(): Promise<void> {
  // Whoever reads the output has seen enough.
  process.stdout.on('error', () => process.exit(ExitCode.failure))
  try {
    await buildProgram().parseAsync()
  } catch (error) {
    process.exit(tell(error))
  }
}

function tell(error: unknown): number {
  // Commander has printed its usage errors itself.
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.fine : ExitCode.usage
  if (error instanceof AgentError) {
    process.stderr.write(`mmc-agent: ${error.message}\n`)
    return error.exitCode
  }
  const text = error instanceof CallFailed ? error.message : inspect(error)
  process.stderr.write(`mmc-agent: ${text}\n`)
  return ExitCode.failure
}

await main()
