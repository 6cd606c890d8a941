import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeSource } from './api.ts'
import { median, ms, table } from './figures.ts'
import { runLoad } from './load.ts'
import { type SiyuProcess, startProcess } from './siyu.ts'

/** P9 of the quality bars: from the start of the process to /readyz, on a folder that holds data. */
export async function benchStart(sizes: { runs: number; events: number }) {
  const folder = mkdtempSync(join(tmpdir(), 'siyu-bench-'))
  try {
    const first = await startProcess({ folder })
    await fill(first, sizes.events)
    await first.stop()
    const after = { npm: [] as number[], stop: [] as number[], kill: [] as number[] }
    for (let run = 0; run < sizes.runs; run += 1) {
      const byNpm = await startProcess({ folder, npm: true })
      after.npm.push(byNpm.readyAfter)
      await byNpm.stop()
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
      line('npm start after an orderly stop', after.npm),
      line('the server alone after an orderly stop', after.stop),
      line('after kill -9 (PostgreSQL is left over)', after.kill),
    ])
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  }
}

async function fill(siyu: SiyuProcess, events: number) {
  const plan = { run: 'fill', events, people: 20_000, perRequest: 50, connections: 16 }
  await runLoad({ ...plan, port: Number(new URL(siyu.url).port), writeKey: await makeSource(siyu) })
}
