import { styleText } from 'node:util'
import { Command } from 'commander'
import { shippedConfigFile } from '../config/agent-config.ts'
import { version } from '../version.ts'
import { addAgentCommands } from './agent-commands.ts'
import type { BuildCommandOptions } from './build.ts'
import type { CheckOptions } from './check.ts'
import type { ContractOptions } from './contract.ts'
import { helpText } from './help-text.ts'
import type { AgentOptions } from './options.ts'

interface ServeOptions extends AgentOptions {
  readonly kill?: true
}

/**
 * The command line: what each command is called with, and what it runs. Each loads what it needs when it runs: a server is
 * not waited for by those who only ask one.
 */
export function buildProgram(): Command {
  const program = new Command('mmc-agent')
    .summary('serves its plugins')
    .description(
      'Serves the functions of its plugins over XML-RPC, JSON-RPC and plain HTTP. Without a command it serves, in the foreground; the commands look after an agent, or talk to one that runs.',
    )
    .version(version)
    // Commander takes it off again where the output has no colours.
    .configureHelp({ styleTitle: text => styleText('bold', text, { validateStream: false }) })
    .option('-f, --inifile <file>', "the agent's configuration file", shippedConfigFile)
    .option('--host <address>', 'the address to listen on, in place of [main] host')
    .option('--port <number>', 'the port to listen on, in place of [main] port; 0 takes any free one')
    .option(
      '-d, --no-daemon',
      'accepted for init scripts of the original; the agent never leaves the foreground',
    )
    .option('-k, --kill', 'stop the agent that [daemon] pidfile names')
    .allowExcessArguments(false)
    .exitOverride()
    .addHelpText('after', helpText.program)
    .action(async (options: ServeOptions) => {
      if (options.kill) return await (await import('./stop.ts')).stop(options)
      await (await import('./serve.ts')).serve(options)
    })

  program.commandsGroup('Ask a running agent:')
  addAgentCommands(program)
  program.commandsGroup('Look after an agent:')

  program
    .command('check')
    .summary('say what a start would do')
    .description('Reads every file, imports every plugin that is enabled, and says what a start would do.')
    .option('--strict [plugin...]', 'fail for warnings too, those of the named plugins or of all')
    .addHelpText('after', helpText.check)
    .action(async (options: Pick<CheckOptions, 'strict'>) => {
      const { check } = await import('./check.ts')
      const exitCode = await check({ ...program.opts<AgentOptions>(), ...options }, line =>
        process.stdout.write(`${line}\n`),
      )
      // A plugin may have left a timer running as it was imported.
      process.exit(exitCode)
    })

  program
    .command('passwd')
    .summary("set a user's password for logins by file")
    .description(
      "Sets a user's password for logins by file. It is read from the terminal, or from standard input.",
    )
    .argument('<user>', 'the name that the user logs in with')
    .requiredOption('--file <file>', 'what [authentication_file] users in base.ini names')
    .addHelpText('after', helpText.passwd)
    .action(async (user: string, { file }: { file: string }) => {
      const { passwd } = await import('./passwd.ts')
      process.stdout.write(`${await passwd(user, file, process)}\n`)
    })

  program
    .command('build')
    .summary('type check, compile and describe plugins')
    .description(
      'Type checks, compiles and describes plugins: index.js and methods.json are written beside index.ts; of a plugin in plain JavaScript, only methods.json.',
    )
    .argument('<folder...>', 'each with an index.ts or index.js')
    .option(
      '--out <folder>',
      'write the files of one plugin there; what is neither code nor imported is not copied',
    )
    .option('--strict', 'let a warning fail the build too')
    .option('--watch', 'build again whenever a source changes, until a signal ends it')
    .addHelpText('after', helpText.build)
    .action(async (folders: string[], options: BuildCommandOptions) => {
      const end = new AbortController()
      if (options.watch) for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => end.abort())
      // The compiler is for authors; an agent runs without it.
      const { build } = await import('./build.ts')
      const exitCode = await build(folders, options, end.signal, line => process.stdout.write(`${line}\n`))
      process.exit(exitCode)
    })

  program
    .command('contract')
    .summary('keep what callers of plugins rely on')
    .description('Keeps what callers of plugins rely on in a file, and says which changes break them.')
    .option('--write <file>', 'write the file')
    .option('--check <file>', 'say what is not as the file has it, and fail where something breaks')
    .option('--plugin <name...>', 'these plugins, by name or folder; without it, all that are enabled')
    .option('--strict', 'with --check, fail for any change')
    .option('--changelog', 'with --check, print only the lines for a changelog')
    .option('--json', 'with --check, print the changes as JSON')
    .addHelpText('after', helpText.contract)
    .action(async (options: Omit<ContractOptions, keyof AgentOptions>) => {
      const { contract } = await import('./contract.ts')
      const exitCode = await contract({ ...program.opts(), ...options }, line =>
        process.stdout.write(`${line}\n`),
      )
      // A plugin may have left a timer running as it was imported.
      process.exit(exitCode)
    })

  return program
}
