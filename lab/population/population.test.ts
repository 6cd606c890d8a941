import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Bench, type Json, startBench } from '../fixture.ts'
import { startLab } from '../index.ts'

interface Progress {
  state: string
  totals: Record<string, number>
}

const done = (bench: Pick<Bench, 'get'>): Promise<Progress> => bench.get<Progress>('/lab/population?wait=1')

test('300 people in 10 days: each add and each departure told once, welcomes in time, the same again by the same seed', async () => {
  const runs = []
  for (let run = 0; run < 2; run += 1) {
    const bench = await startBench({ now: () => 1_800_000_000_000 + performance.now() })
    await bench.post('/lab/callbacks', { wecom: `${bench.hook}/callbacks/wecom` })
    const begun = await bench.post('/lab/population', {
      people: 300,
      days: 10,
      seed: 7,
      orders: `${bench.hook}/orders`,
    })
    expect(begun).toMatchObject({ state: 'running', people: 300 })
    expect(await bench.post('/lab/population', { people: 1, days: 1 })).toMatchObject({ code: 'RUNNING' })
    const { totals, state } = await done(bench)
    expect(state).toBe('done')
    const told = (change: string) => bench.heard.filter(({ fields }) => fields['ChangeType'] === change)
    expect(told('add_external_contact')).toHaveLength(totals['added'] ?? 0)
    expect(told('del_follow_user')).toHaveLength(totals['left'] ?? 0)
    expect(bench.heard.filter(({ path }) => path === '/orders')).toHaveLength(totals['bought'] ?? 0)
    expect(new Set(told('add_external_contact').map(({ fields }) => fields['WelcomeCode'])).size).toBe(totals['added'])
    runs.push(totals)
    await bench.stop()
  }
  expect(runs[0]).toEqual(runs[1])
  const [first = {}] = runs
  expect(first['came']).toBeGreaterThanOrEqual(300)
  expect((first['added'] ?? 0) + (first['ignored'] ?? 0)).toBe(first['came'])
  expect(first['added.counter']).toBeGreaterThan(first['added.sms'] ?? 0)
})

test('a run that is cut off goes on where it stood', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'lab-'))
  const first = await startLab({ dir, seed: 3 })
  const post = (url: string, body: unknown) => fetch(url, { method: 'POST', body: JSON.stringify(body) })
  await post(`${first.url}/lab/population`, { people: 200, days: 20 })
  await first.stop()
  const cut = first.world.rows.people.size
  const second = await startLab({ dir })
  const get = async <T = Json>(path: string) => (await fetch(second.url + path)).json() as Promise<T>
  const { totals } = await done({ get })
  expect(totals['came']).toBeGreaterThanOrEqual(200)
  expect(second.world.rows.people.size).toBe(totals['came'])
  expect(cut).toBeLessThan(second.world.rows.people.size)
  await second.stop()
  rmSync(dir, { recursive: true })
})
