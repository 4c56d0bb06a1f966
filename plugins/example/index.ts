// The skeleton of a plugin: copy the folder, rename it, and keep what you need. plugins/example/README.md walks through it.
import { ConfigException, currentCall, currentPlugin, Fault, PluginConfig, shLaunchDeferred } from 'mmc-agent'

export const getVersion = () => '1.0.0'
export const getApiVersion = () => '1:0:0'
export const getRevision = () => 1

/** Settings from example.ini. Exported for scripts; being a class, it is no method. */
export class ExampleConfig extends PluginConfig {
  greeting = 'Hello'

  override readConf(): void {
    super.readConf()
    this.greeting = this.get('example', 'greeting', this.greeting)
  }

  override check(): void {
    if (this.greeting === '') throw new ConfigException('[example] greeting must not be empty')
  }
}

/** Being no function, it is no method. */
export const largestFactor = 1000

let config = new ExampleConfig()

/** Makes the checks that the plugin needs; false, with a reason, keeps it from being exported. */
export async function activate(): Promise<boolean> {
  config = ExampleConfig.load()
  const { exitCode } = await shLaunchDeferred(['ls', '--version'])
  return exitCode === 0 || currentPlugin().decline('there is no ls on this machine')
}

/** Greets someone, in capitals if `loud`. */
export function func1(name: string, loud = false): string {
  if (name === '') throw new Fault('there is nobody to greet')
  const text = `${config.greeting}, ${name}`
  return loud ? text.toUpperCase() : text
}

/** Multiplies each number of a list. */
export function func2(numbers: number[], factor = 2): number[] {
  if (factor > largestFactor) throw new Fault(`factor must be ${largestFactor} at most`, { code: 1 })
  return numbers.map(number => number * factor)
}

/** Lists a directory with `ls`, which runs beside the agent: other calls are answered meanwhile. */
export async function runLs(directory = '/'): Promise<string[]> {
  // An array runs without a shell, and -- ends the options: no name of a directory can become a command or an option.
  const { exitCode, out, err } = await shLaunchDeferred(['ls', '-1', '--', directory])
  if (exitCode !== 0) throw new Fault(err.trim())
  return out.split('\n').filter(line => line !== '')
}

/** Tells who is calling, and through which door. */
export function whoami(): { user: string | null; door: string; address: string | null } {
  const { session, door, clientAddress, log } = currentCall()
  log.debug('somebody wants to know who they are')
  return { user: session.user, door, address: clientAddress }
}
