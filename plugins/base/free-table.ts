const columns = ['total', 'used', 'free', 'shared', 'buffers', 'cached']

/**
 * Lays out memory as `free -m` did before it merged buffers and cache: the original's status page reads line 1 for the
 * memory and line 3 for the swap space.
 *
 * @param meminfo - the text of `/proc/meminfo`, whose figures are KiB
 */
export function freeTable(meminfo: string): string[] {
  const kib = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(meminfo)?.[1] ?? 0)

  const total = kib('MemTotal')
  const free = kib('MemFree')
  const buffers = kib('Buffers')
  const cached = kib('Cached')
  const used = total - free
  const swapTotal = kib('SwapTotal')
  const swapFree = kib('SwapFree')
  return [
    row('', columns),
    row('Mem:', [total, used, free, kib('Shmem'), buffers, cached].map(inMib)),
    row('-/+ buffers/cache:', [used - buffers - cached, free + buffers + cached].map(inMib)),
    row('Swap:', [swapTotal, swapTotal - swapFree, swapFree].map(inMib)),
  ]
}

function inMib(kib: number) {
  return String(Math.round(kib / 1024))
}

function row(label: string, cells: readonly string[]) {
  return label.padEnd(label.length > 7 ? 18 : 7) + cells.map(cell => cell.padStart(11)).join('')
}
