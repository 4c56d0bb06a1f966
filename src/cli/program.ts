import { Command } from 'commander'
import { shippedConfigFile } from '../config/agent-config.ts'
import { version } from '../version.ts'
import { addConnectionOptions, connectionOptions } from './agent-connection.ts'
import type { BuildCommandOptions } from './build.ts'
import { call } from './call.ts'
import { type CheckOptions, check } from './check.ts'
import type { AgentOptions } from './options.ts'
import { passwd } from './passwd.ts'
import { serve } from './serve.ts'
import { stop } from './stop.ts'

interface ServeOptions extends AgentOptions {
  readonly kill?: true
}

/** The command line: what each command is called with, and what it runs. */
export function buildProgram(): Command {
  const program = new Command('mmc-agent')
    .description('Serves the functions of its plugins over XML-RPC, JSON-RPC and plain HTTP.')
    .version(version)
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
    .action(async (options: ServeOptions) => (options.kill ? stop(options) : serve(options)))

  program
    .command('check')
    .description('read every file and plugin and say what a start would do')
    .option('--strict [plugin...]', 'fail for warnings too, those of the named plugins or of all')
    .action(async (options: Pick<CheckOptions, 'strict'>) => {
      const exitCode = await check({ ...program.opts(), ...options }, line =>
        process.stdout.write(`${line}\n`),
      )
      // A plugin may have left a timer running as it was imported.
      process.exit(exitCode)
    })

  addConnectionOptions(program.command('call'))
    .description('call a method of the running agent')
    .argument('<method>', 'such as example.func1')
    .argument('[json...]', 'the parameters by position; text that does not begin like JSON stands for itself')
    .action(async (method: string, texts: string[], _options, command: Command) => {
      process.stdout.write(`${await call(connectionOptions(command), method, texts)}\n`)
    })

  program
    .command('passwd')
    .description(
      "set a user's password for logins by file; it is read from the terminal or from standard input",
    )
    .argument('<user>', 'the name that the user logs in with')
    .requiredOption('--file <file>', 'what [authentication_file] users in base.ini names')
    .action(async (user: string, { file }: { file: string }) => {
      process.stdout.write(`${await passwd(user, file, process)}\n`)
    })

  program
    .command('build')
    .description(
      'type check, compile and describe plugins: index.js and methods.json are written beside index.ts; of a plugin in plain JavaScript, only methods.json',
    )
    .argument('<folder...>', 'each with an index.ts or index.js')
    .option(
      '--out <folder>',
      'write the files of one plugin there; what is neither code nor imported is not copied',
    )
    .option('--strict', 'let a warning fail the build too')
    .option('--watch', 'build again whenever a source changes, until a signal ends it')
    .action(async (folders: string[], options: BuildCommandOptions) => {
      const end = new AbortController()
      if (options.watch) for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => end.abort())
      // The compiler is for authors; an agent runs without it.
      const { build } = await import('./build.ts')
      const exitCode = await build(folders, options, end.signal, line => process.stdout.write(`${line}\n`))
      process.exit(exitCode)
    })

  return program
}
