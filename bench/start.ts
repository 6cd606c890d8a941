import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { median, ms, table } from './figures.ts'
import { runLoad } from './load.ts'
import { apiKey, startProcess } from './siyu.ts'

/** P9 of the quality bars: from the start of the process to /readyz, on a folder that holds data. */
export async function benchStart(sizes: { runs: number; events: number }) {
  const folder = mkdtempSync(join(tmpdir(), 'siyu-bench-'))
  try {
    const first = await startProcess({ folder })
    await fill(first.url, sizes.events)
    await first.stop()
    const after = { stop: [] as number[], kill: [] as number[] }
    for (let run = 0; run < sizes.runs; run += 1) {
      const stopped = await startProcess({ folder })
      after.stop.push(stopped.readyAfter)
      await stopped.stop('SIGKILL')
      const killed = await startProcess({ folder })
      after.kill.push(killed.readyAfter)
      await killed.stop()
    }
    const line = (name: string, times: number[]) => [
      name,
      ms(Math.min(...times)),
      ms(median(times)),
      ms(Math.max(...times)),
    ]
    table(`start to /readyz, ${sizes.runs} runs, ${sizes.events} events of this hour in the folder (bar: 3,000 ms)`, [
      ['', 'least', 'median', 'most'],
      ['empty folder (initdb, migrations)', ms(first.readyAfter), '', ''],
      line('after an orderly stop', after.stop),
      line('after kill -9 (PostgreSQL is left over)', after.kill),
    ])
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  }
}

async function fill(url: string, events: number) {
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' }
  const answer = await fetch(`${url}/api/v1/sources`, {
    method: 'POST',
    headers,
    body: '{"name":"bench","kind":"server"}',
  })
  const { writeKey } = (await answer.json()) as { writeKey: string }
  const port = Number(new URL(url).port)
  await runLoad({ run: 'fill', port, writeKey, events, people: 20_000, perRequest: 50, connections: 16 })
}
