import { readFileSync } from 'node:fs'
import t from 'tap'
import { freeTable } from '../../plugins/base/free-table.ts'
import { getDisksInfos, getMemoryInfos, getUptime } from '../../plugins/base/index.ts'
import { authorization, enabled, startAgent } from '../helper.ts'

t.test('getUptime answers the text of /proc/uptime', async t => {
  const before = Number.parseFloat(readFileSync('/proc/uptime', 'utf8'))
  const uptime = await getUptime()
  t.match(uptime, /^\d+\.\d\d \d+\.\d\d\n$/)
  t.ok(Number.parseFloat(uptime) >= before)
})

t.test('getDisksInfos answers the lines of df -k: a heading, then six columns', async t => {
  const [heading, ...disks] = await getDisksInfos()
  t.match(heading, /^Filesystem +1K-blocks/)
  t.ok(disks.length > 0)
  for (const line of disks) t.match(line, /^\S.* +\d+ +\d+ +\d+ +(\d+%|-) \//)
})

t.test('getMemoryInfos answers the four lines that the status page reads', async t => {
  const lines = await getMemoryInfos()
  t.equal(lines.length, 4)
  const numbers = (line = '') => line.split(/\s+/).slice(1).map(Number)
  const total = Number(/^MemTotal:\s+(\d+)/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1])
  t.match(lines[1], /^Mem:/)
  t.equal(numbers(lines[1])[0], Math.round(total / 1024))
  t.equal(numbers(lines[1]).length, 6)
  t.match(lines[3], /^Swap:/)
  t.equal(numbers(lines[3]).length, 3)
})

t.test('memory is laid out as free printed it before it merged buffers and cache', async t => {
  const meminfo = [
    'MemTotal:        8192000 kB',
    'MemFree:         2048000 kB',
    'MemAvailable:    4096000 kB',
    'Buffers:          204800 kB',
    'Cached:          1024000 kB',
    'SwapCached:            0 kB',
    'Shmem:            102400 kB',
    'SwapTotal:       1024000 kB',
    'SwapFree:         512000 kB',
  ].join('\n')
  t.strictSame(freeTable(meminfo), [
    '             total       used       free     shared    buffers     cached',
    'Mem:          8000       6000       2000        100        200       1000',
    '-/+ buffers/cache:       4800       3200',
    'Swap:         1000        500        500',
  ])
})

t.test('getModList names the active plugins', async t => {
  const { server } = await startAgent(t, {
    options: { main: { plugindirs: 'bundled', required: 'base' } },
    plugins: { example: enabled },
  })
  const response = await server.inject({
    method: 'POST',
    url: '/rpc/base.getModList',
    headers: { authorization },
  })
  t.strictSame(response.json(), ['base', 'example'])
})
