#!/usr/bin/env node
import { inspect } from 'node:util'
import { CommanderError } from 'commander'
import { CallFailed } from './cli/call-failed.ts'
import { printable } from './cli/printable.ts'
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
  const isKnown = error instanceof AgentError || error instanceof CallFailed
  // What an agent answers stands in some of them.
  process.stderr.write(`mmc-agent: ${printable(isKnown ? error.message : inspect(error))}\n`)
  if (error instanceof CallFailed && error.next !== undefined) process.stderr.write(`  ${error.next}\n`)
  return error instanceof AgentError ? error.exitCode : ExitCode.failure
}

await main()
