import { installResolveHook } from './resolve-hook.ts'

// For --import: the worker of an isolated plugin hands the option on to the workers that the plugin makes.
await installResolveHook()
