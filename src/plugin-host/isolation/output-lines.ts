import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'

/** A longer line is cut: somebody may never end one. */
const longestLine = 8192

/** Hands on what a stream says, line by line. */
export function eachLine(stream: Readable, hear: (line: string) => void): void {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  stream.on('data', (chunk: Buffer) => {
    const lines = `${rest}${decoder.write(chunk)}`.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) tell(line)
    for (; rest.length > longestLine; rest = rest.slice(longestLine)) tell(rest.slice(0, longestLine))
  })
  stream.once('end', () => {
    if (rest !== '') tell(rest)
  })

  function tell(line: string) {
    for (let from = 0; from === 0 || from < line.length; from += longestLine)
      hear(line.slice(from, from + longestLine))
  }
}
