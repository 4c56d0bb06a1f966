import cliui from 'cliui'
import stringWidth from 'string-width'
import type { Screen } from './screen.ts'

const gap = 2

/**
 * Rows beneath each other, as wide as the terminal lets them be: cells are wrapped between words, and where there is no room
 * for the longest words, they stand beneath each other instead. Without a terminal each row is one line.
 *
 * @param rows - printable texts, all with the same number of cells; lines within a cell stay lines on a terminal
 * @param indent - blanks before each row
 */
export function table(rows: readonly (readonly string[])[], screen: Screen, indent = 0): string {
  const columns = transposed(rows)
  if (screen.columns === undefined) {
    const widths = columns.map(cells => widest(cells.map(cell => cell.replaceAll('\n', ' '))))
    return rows.map(row => plainRow(row, widths, indent)).join('\n')
  }
  const widths = share(screen.columns - indent - gap * (columns.length - 1), columns)
  if (widths === undefined) return rows.map(row => stacked(row, screen, indent)).join('\n')
  const ui = cliui({ width: screen.columns, wrap: true })
  for (const row of rows) {
    ui.div(
      ...row.map((cell, index) => ({
        // cliui lays tabs out in columns of its own.
        text: cell.replaceAll('\t', ' '),
        width: (widths[index] ?? 0) + (index === 0 ? indent : 0) + (index < row.length - 1 ? gap : 0),
        padding: [0, index < row.length - 1 ? gap : 0, 0, index === 0 ? indent : 0],
      })),
    )
  }
  return ui.toString()
}

/** Words in lines that are no wider than people like to read. */
export function paragraph(text: string, screen: Screen, indent = 0): string {
  if (screen.columns === undefined) return text.replaceAll(/^(?=.)/gm, ' '.repeat(indent))
  const width = Math.min(screen.columns, 100)
  const ui = cliui({ width, wrap: true })
  ui.div({ text: text.replaceAll('\t', ' '), width, padding: [0, 0, 0, indent] })
  return ui.toString()
}

function plainRow(row: readonly string[], widths: readonly number[], indent: number) {
  const cells = row.map((cell, index) => {
    const line = cell.replaceAll(/\s/g, ' ')
    return line + ' '.repeat(Math.max(0, (widths[index] ?? 0) - widthOf(line)))
  })
  return `${' '.repeat(indent)}${cells.join(' '.repeat(gap))}`.trimEnd()
}

function stacked([first = '', ...others]: readonly string[], screen: Screen, indent: number) {
  const lines = others.filter(cell => cell !== '').map(cell => paragraph(cell, screen, indent + 4))
  return [paragraph(first, screen, indent), ...lines].join('\n')
}

function transposed(rows: readonly (readonly string[])[]): string[][] {
  return (rows[0] ?? []).map((_, index) => rows.map(row => row[index] ?? ''))
}

function widest(texts: readonly string[]) {
  return texts.reduce((most, text) => Math.max(most, widthOf(text)), 0)
}

function widthOf(text: string) {
  // Most texts are plain, and the package looks at each character.
  return /^[ -~]*$/.test(text) ? text.length : stringWidth(text)
}

/**
 * Each column gets what its longest word needs, and what is left goes to those whose lines are longer, evenly.
 *
 * @returns undefined where there is no room for the words
 */
function share(room: number, columns: readonly (readonly string[])[]): number[] | undefined {
  const wanted = columns.map(cells => widest(cells.flatMap(cell => cell.split('\n'))))
  if (sum(wanted) <= room) return wanted
  const widths = columns.map(cells => widest(cells.flatMap(cell => cell.split(/\s/))))
  if (sum(widths) > room) return undefined
  for (let left = room - sum(widths); left > 0; ) {
    const short = widths.flatMap((width, index) => (width < (wanted[index] ?? 0) ? [index] : []))
    if (short.length === 0) break
    const part = Math.max(1, Math.floor(left / short.length))
    for (const index of short.slice(0, left)) {
      const more = Math.min(part, (wanted[index] ?? 0) - (widths[index] ?? 0))
      widths[index] = (widths[index] ?? 0) + more
      left -= more
    }
  }
  return widths
}

function sum(numbers: readonly number[]) {
  return numbers.reduce((total, number) => total + number, 0)
}
