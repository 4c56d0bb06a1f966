let bytes = 10 * 1024 * 1024

/** Sets what commands of this process may write to each of their streams, unless their plugin says otherwise. */
export function limitOutput(maxBytes: number): void {
  bytes = maxBytes
}

/** Most bytes of each output stream of a command. Default 10 MiB. */
export function outputLimit(): number {
  return bytes
}
