import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { openOlap } from '#platform/clickhouse/olap'
import { fillEvents } from './analysis.ts'
import { get, makeSource, post } from './api.ts'
import { ms, table, whole } from './figures.ts'
import { type SiyuProcess, startProcess } from './siyu.ts'

const first = Date.UTC(2024, 0, 1) - 8 * 3_600_000
const range = { from: new Date(first).toISOString(), to: new Date(first + 30 * 86_400_000).toISOString() }
const heavy: [string, object][] = [
  [
    'funnel',
    {
      steps: ['e0', 'e2', 'e4', 'e6'].map((event) => ({ event })),
      window: { value: 7, unit: 'day' },
      order: 'ordered',
    },
  ],
  ['path', { steps: 5 }],
  ['lifecycle', { event: 'e1', unit: 'day' }],
]

/** Part of P3: what other requests wait while reports run over everything, each beside the same without reports. */
export async function benchBeside({ events, people, seconds }: { events: number; people: number; seconds: number }) {
  const folder = mkdtempSync(join(tmpdir(), 'siyu-bench-'))
  await (await startProcess({ folder })).stop()
  const olap = openOlap({ path: join(folder, 'olap') })
  await fillEvents(olap, events, people)
  await olap.close()
  const siyu = await startProcess({ folder })
  try {
    const writeKey = await makeSource(siyu)
    await others(siyu, writeKey, 5)
    const alone = await others(siyu, writeKey, seconds)
    let asked = 0
    const until = performance.now() + seconds * 1000
    const reports = async () => {
      for (let n = 0; performance.now() < until; n += 1) {
        const [name, question] = heavy[n % heavy.length] ?? ['path', {}]
        await post(`${siyu.url}/api/v1/insight/${name}`, { ...question, range })
        asked += 1
      }
    }
    const [beside] = await Promise.all([others(siyu, writeKey, seconds), reports()])
    table(
      `other requests while reports run over ${whole(events)} events (${asked} reports in ${seconds} s), and without`,
      [
        ['', 'p50', 'p99', 'worst', 'p50 alone', 'p99 alone', 'worst alone'],
        ...[...beside].map(([name, times]) => [name, ...spread(times), ...spread(alone.get(name) ?? [])]),
      ],
    )
  } finally {
    await siyu.stop()
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  }
}

/** Asks one after the other, as a person at the console and a site that sends events do. */
async function others({ url }: SiyuProcess, writeKey: string, seconds: number): Promise<Map<string, number[]>> {
  const asks: [string, () => Promise<unknown>][] = [
    ['list of people', () => get(url, '/people?limit=50')],
    ['settings', () => get(url, '/settings/workspace')],
    [
      'an event',
      () => post(`${url}/v1/track`, { writeKey, userId: 'u1', event: 'seen', messageId: crypto.randomUUID() }),
    ],
  ]
  const times = new Map<string, number[]>(asks.map(([name]) => [name, []]))
  const until = performance.now() + seconds * 1000
  while (performance.now() < until)
    for (const [name, ask] of asks) {
      const from = performance.now()
      await ask()
      times.get(name)?.push(performance.now() - from)
      await pause(10)
    }
  return times
}

function spread(times: readonly number[]): string[] {
  const sorted = [...times].sort((a, b) => a - b)
  return [0.5, 0.99, 1].map((share) =>
    ms(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN),
  )
}
