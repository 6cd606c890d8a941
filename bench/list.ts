import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { get, makeSource, post } from './api.ts'
import { median, ms, ratio, table, whole } from './figures.ts'
import { runLoad } from './load.ts'
import { type SiyuProcess, startProcess } from './siyu.ts'

interface Page {
  items: object[]
  next?: string
}

interface Figures {
  people: number
  first: number
  known: number
  far: number
  export: { seconds: number; rows: number; steps: number }
}

/** The list of people and its export at two sizes in one run: a page must cost the same, whatever stands behind it. */
export async function benchList(sizes: { people: number; small: number }) {
  const small = await measure(sizes.small)
  const large = await measure(sizes.people)
  const line = (name: string, of: (figures: Figures) => number) => [
    name,
    ms(of(small)),
    ms(of(large)),
    ratio(of(large) / of(small)),
  ]
  table(`list of people over HTTP, pages of 50, median of ${runs}`, [
    ['', `${whole(small.people)} people`, `${whole(large.people)} people`, 'ratio'],
    line('first page', (f) => f.first),
    line('first page of those known', (f) => f.known),
    line('page 100 and on', (f) => f.far),
  ])
  const { seconds, rows, steps } = large.export
  console.log(
    `\n  export of all: ${whole(rows)} rows in ${seconds.toFixed(1)} s, ${whole(rows / seconds)} rows/s, progress seen ${steps} times`,
  )
}

const runs = 40

async function measure(people: number): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), 'siyu-bench-'))
  try {
    const siyu = await startProcess({ folder })
    const plan = { run: `list-${people}`, events: people, people, perRequest: 50, connections: 16 }
    await runLoad({ ...plan, port: Number(new URL(siyu.url).port), writeKey: await makeSource(siyu) })
    const list = (query: string) => get<Page>(siyu.url, `/people?limit=50${query}`)
    const first = await timed(() => list(''))
    const known = await timed(() => list('&known=true'))
    const cursor = await walk(list, Math.min(100, Math.floor(people / 50) - runs - 1))
    let at = cursor
    const far = await timed(async () => {
      at = (await list(`&cursor=${at}`)).next ?? cursor
    })
    const figures = { people, first, known, far, export: await exported(siyu) }
    await siyu.stop()
    return figures
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  }
}

async function walk(list: (query: string) => Promise<Page>, pages: number): Promise<string> {
  let cursor = (await list('')).next ?? ''
  for (let page = 1; page < pages; page += 1) cursor = (await list(`&cursor=${cursor}`)).next ?? cursor
  return cursor
}

/** Median milliseconds. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let run = 0; run < runs; run += 1) {
    const from = performance.now()
    await work()
    times.push(performance.now() - from)
  }
  return median(times)
}

async function exported(siyu: SiyuProcess) {
  const from = performance.now()
  const { id } = (await post(`${siyu.url}/api/v1/exports`, { kind: 'people' })) as { id: string }
  const seen = new Set<number>()
  for (;;) {
    const now = await get<{ state: string; done: number }>(siyu.url, `/exports/${id}`)
    seen.add(now.done)
    if (now.state === 'done') return { seconds: (performance.now() - from) / 1000, rows: now.done, steps: seen.size }
    if (now.state !== 'queued' && now.state !== 'running') throw new Error(`the export ended as ${now.state}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
