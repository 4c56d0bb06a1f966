/** Prometheus' text as its samples: `name{label="value"}` and the number. */
export function readSamples(text: string): Map<string, number> {
  const lines = text.split('\n').filter(line => line !== '' && !line.startsWith('#'))
  return new Map(
    lines.map(line => {
      const end = line.lastIndexOf(' ')
      return [line.slice(0, end), Number(line.slice(end + 1))]
    }),
  )
}

/** The samples of one metric, without its name. */
export function samplesOf(text: string, metric: string): Record<string, number> {
  const own = [...readSamples(text)].filter(([sample]) => sample.split('{')[0] === metric)
  return Object.fromEntries(own.map(([sample, value]) => [sample.slice(metric.length), value]))
}

/** The names and types of all metrics. */
export function typesOf(text: string): Map<string, string> {
  return new Map([...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => [name, type]))
}
