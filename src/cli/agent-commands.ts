import { Argument, type Command } from 'commander'
import { AgentError, ExitCode, MMC_ERR_USAGE } from '../errors.ts'
import { addConnectionOptions, connectionOptions } from './agent-connection.ts'
import { CallFailed } from './call-failed.ts'
import type { ClientCommandOptions } from './client.ts'
import { completionScript, shells } from './completion-scripts.ts'
import { helpText } from './help-text.ts'
import type { PrintOptions } from './methods.ts'
import { jsonText } from './printable.ts'
import { type Screen, screenOf } from './screen.ts'

/** Adds the commands that talk to a running agent, and the completion that asks one. */
export function addAgentCommands(program: Command): void {
  asking(program, 'methods')
    .summary('list the methods of a running agent')
    .description('Lists the methods of a running agent: how each is called, and what it does.')
    .argument(
      '[pattern]',
      "a part of the name or the summary, in any case; with * or ? in it, what the whole name is like: 'base.get*'",
    )
    .addHelpText('after', helpText.methods)
    .action(async (pattern: string | undefined, options: PrintOptions, command: Command) => {
      await print(options, async () => {
        const { methods } = await import('./methods.ts')
        return await methods(pattern, connectionOptions<PrintOptions>(command), screen(program))
      })
    })

  asking(program, 'describe')
    .summary('tell all about one method')
    .description(
      'Tells all about one method of a running agent: parameters, result, faults, examples, and a line that calls it.',
    )
    .argument('<method>', 'such as example.func1')
    .addHelpText('after', helpText.describe)
    .action(async (method: string, options: PrintOptions, command: Command) => {
      await print(options, async () => {
        const { describe } = await import('./describe.ts')
        return await describe(method, connectionOptions<PrintOptions>(command), screen(program))
      })
    })

  asking(program, 'call')
    .summary('call a method')
    .description('Calls a method of a running agent, and prints its result as JSON.')
    .argument('<method>', 'such as example.func1')
    .argument('[parameter...]', 'each read by the type of its parameter, see below')
    .option('--login <user>', 'log in first, with MMC_AGENT_USER_PASSWORD or a password that is asked for')
    .addHelpText('after', helpText.call)
    .action(
      async (
        method: string,
        words: string[],
        options: PrintOptions & { login?: string },
        command: Command,
      ) => {
        await print(options, async () => {
          const { call } = await import('./call.ts')
          return await call(
            method,
            words,
            connectionOptions<PrintOptions & { readonly login?: string }>(command),
          )
        })
      },
    )

  asking(program, 'plugins')
    .summary('list the plugins, how they are and why')
    .description('Lists the plugins of a running agent: how each is, since when, and why.')
    .addHelpText('after', helpText.plugins)
    .action(async (options: PrintOptions, command: Command) => {
      await print(options, async () => {
        const { plugins } = await import('./plugins.ts')
        return await plugins(connectionOptions<PrintOptions>(command), screen(program))
      })
    })

  asking(program, 'release')
    .summary('let a plugin begin anew')
    .description('Lets a plugin of a running agent begin anew that is quarantined or has failed.')
    .argument('<plugin>', 'its name')
    .addHelpText('after', helpText.release)
    .action(async (plugin: string, options: PrintOptions, command: Command) => {
      await print(options, async () => {
        const { release } = await import('./release.ts')
        return await release(plugin, connectionOptions<PrintOptions>(command))
      })
    })

  addConnectionOptions(program.command('client'))
    .summary('write a TypeScript client')
    .description('Writes a TypeScript client of a running agent, or of built plugins, into one file.')
    .requiredOption('--out <file>', 'the file to write, such as src/agent.ts; - prints it')
    .option('--check', 'write nothing, and fail if the file is not up to date')
    .option(
      '--plugin <folder...>',
      'ask no agent, but read these built plugins; the word bundled stands for those of the package',
    )
    .addHelpText('after', helpText.client)
    .action(async (options: ClientCommandOptions, command: Command) => {
      if (options.plugin !== undefined && command.getOptionValueSource('url') === 'cli') {
        throw MMC_ERR_USAGE('--url names an agent, and --plugin asks none; give one of them')
      }
      const { client } = await import('./client.ts')
      const agent = () => connectionOptions<ClientCommandOptions>(command)
      const exitCode = await client(options, agent, text => process.stdout.write(text))
      process.exitCode = exitCode
      // A plugin may have left a timer running as it was imported.
      if (options.plugin !== undefined) process.stdout.end(() => process.exit(exitCode))
    })

  program
    .command('completion')
    .summary('print the completion script of a shell')
    .description(
      'Prints a script that makes a shell complete commands, options, methods, parameters and plugins.',
    )
    .addArgument(new Argument('<shell>').choices(shells))
    .addHelpText('after', helpText.completion)
    .action((shell: string) => void process.stdout.write(completionScript(shell)))

  program
    .command('complete', { hidden: true })
    .argument('[word...]')
    .action(async (words: string[]) => {
      const { complete } = await import('./complete.ts')
      const lines = (await complete(program, words)).map(({ value, words = '' }) =>
        words === '' ? value : `${value}\t${words.length > 60 ? `${words.slice(0, 59)}…` : words}`,
      )
      process.stdout.write(lines.map(line => `${line}\n`).join(''))
    })
}

function asking(program: Command, name: string) {
  return addConnectionOptions(program.command(name)).option('--json', 'print JSON for programs, errors too')
}

function screen(program: Command): Screen {
  return screenOf(process.stdout, program.configureOutput().getOutHasColors?.() ?? false)
}

/** For programs, an error is one line of JSON on standard error; for people, `main.ts` finds the words. */
async function print({ json }: PrintOptions, run: () => Promise<string>) {
  try {
    process.stdout.write(`${await run()}\n`)
  } catch (error) {
    if (!json || !(error instanceof AgentError || error instanceof CallFailed)) throw error
    const told = error instanceof CallFailed ? error.fault : { code: error.code, message: error.message }
    process.stderr.write(`${jsonText({ error: told })}\n`)
    process.exitCode = error instanceof AgentError ? error.exitCode : ExitCode.failure
  }
}
