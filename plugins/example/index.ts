// The skeleton of a plugin: copy the folder, rename it, and keep what you need. plugins/example/README.md walks through it.
import {
  ConfigException,
  currentCall,
  currentPlugin,
  type Door,
  Fault,
  type Integer,
  PluginConfig,
  shLaunchDeferred,
} from 'mmc-agent'

/** Returns the version of the plugin. */
export const getVersion = (): string => '1.0.0'

/** Returns the version of the plugin's API. */
export const getApiVersion = (): string => '1:0:0'

/** Returns the revision of the plugin's source. */
export const getRevision = (): Integer => 1

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

/**
 * Greets someone.
 *
 * @param name - whom to greet
 * @param loud - whether in capitals
 * @throws Fault when the name is empty
 * @example
 * func1('Ada', true) // → 'HELLO, ADA'
 */
export function func1(name: string, loud = false): string {
  if (name === '') throw new Fault('there is nobody to greet')
  const text = `${config.greeting}, ${name}`
  return loud ? text.toUpperCase() : text
}

/**
 * Multiplies each number of a list.
 *
 * @param numbers - what to multiply
 * @param factor - 1000 at most
 * @throws Fault 1 when the factor is larger
 * @example
 * func2([1, 2.5], 10) // → [10, 25]
 */
export function func2(numbers: number[], factor = 2): number[] {
  if (factor > largestFactor) throw new Fault(`factor must be ${largestFactor} at most`, { code: 1 })
  return numbers.map(number => number * factor)
}

/**
 * Lists a directory with `ls`, which runs beside the agent: other calls are answered meanwhile.
 *
 * @param directory - its path
 * @returns the names in it, in the order of `ls`
 * @throws Fault with the words of `ls` when it cannot be listed
 */
export async function runLs(directory = '/'): Promise<string[]> {
  // An array runs without a shell, and -- ends the options: no name of a directory can become a command or an option.
  const { exitCode, out, err } = await shLaunchDeferred(['ls', '-1', '--', directory])
  if (exitCode !== 0) throw new Fault(err.trim())
  return out.split('\n').filter(line => line !== '')
}

/** A caller, as the agent knows it. */
interface Caller {
  /** Who has logged in; left out where nobody has. */
  user?: string
  /** One of the agent's doors. */
  door: Door
  /** Left out for a call of another plugin. */
  address?: string
}

/** Tells who is calling, and through which door. */
export function whoami(): Caller {
  const { session, door, clientAddress, log } = currentCall()
  log.debug('somebody wants to know who they are')
  return {
    // XML-RPC has no null: what has no value is left out.
    ...(session.user !== null && { user: session.user }),
    door,
    ...(clientAddress !== null && { address: clientAddress }),
  }
}
