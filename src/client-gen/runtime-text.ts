import { readFileSync } from 'node:fs'

/** What calls the methods; the same for every agent. */
export function runtimeText(hasLogin: boolean): string {
  const files = ['connect', ...(hasLogin ? ['login'] : []), 'batch', 'fault', 'base64', 'send']
  return files.map(partText).join('\n\n')
}

/** What users of a client import; the rest is its own. */
const exported = new Set(
  `connect ConnectOptions CallOptions AnyAgent withOptions byName notify Notifying call batch BatchResults login logout
  Fault FaultCode isFault NoAnswer toBase64 fromBase64`.split(/\s+/),
)

/** The sources are shipped beside the compiled files: this is dist/src/client-gen/runtime-text.js. */
const folder = new URL('../../../src/client-gen/runtime/', import.meta.url)

function partText(name: string): string {
  return readFileSync(new URL(`${name}.ts`, folder), 'utf8')
    .replaceAll(/^import [^']*'[^']*'\n/gm, '')
    .replaceAll(/^export ((?:async )?(?:function|class|interface|const|type) (\w+))/gm, (line, rest, name) =>
      exported.has(name) ? line : rest,
    )
    .trim()
}
