/**
 * One line per server: its median, its range, its ratio to the first server, its memory.
 *
 * The ratio is the median of the ratios within each round, in which both servers saw the same machine.
 */
export function table(rows) {
  const [base] = rows
  const lines = rows.map(({ name, samples, peakBytes }) => [
    name,
    micros(median(samples)),
    `${micros(Math.min(...samples))}–${micros(Math.max(...samples))}`,
    median(samples.map((sample, round) => sample / base.samples[round])).toFixed(2),
    (peakBytes / 1e6).toFixed(0),
  ])
  return align([['server', 'CPU µs/call', 'min–max', 'ratio', 'peak MB'], ...lines])
}

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** Three digits or more, with the thousands set apart. */
function micros(value) {
  return value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 1 : 0 })
}

function align(lines) {
  const widths = lines[0].map((_, column) => Math.max(...lines.map(line => line[column].length)))
  return lines
    .map(([name, ...cells]) => [
      name.padEnd(widths[0]),
      ...cells.map((cell, at) => cell.padStart(widths[at + 1])),
    ])
    .map(cells => `${cells.join('   ')}\n`)
    .join('')
}
