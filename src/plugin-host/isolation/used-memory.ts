import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

// Only contexts that are made from now on have it, and so this one alone.
setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** How much memory this thread uses, in bytes: its heap and the buffers outside; garbage counts only up to the limit. */
export function usedMemory(limitBytes: number): number {
  if (sum() > limitBytes) collectGarbage()
  return sum()
}

function sum() {
  const { used_heap_size, external_memory } = getHeapStatistics()
  return used_heap_size + external_memory
}
