import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dateText } from '#kit/time'
import { freshDatabase } from '#platform/testing'
import { seed } from '../../apps/server/demo/load.ts'
import { buyersOf, readStory, sumOf } from '../../apps/server/demo/story/fixture.ts'
import type { Story } from '../../apps/server/demo/story/model.ts'
import { storyOf } from '../../apps/server/demo/story/story.ts'
import { type SiyuHere, siyuHere } from '../support/inProcess.ts'
import { type Api, apiKey, dataFolder, prepare, segment } from '../support/siyu.ts'

const people = 200

async function until(api: Api, wanted: string, reached: (progress: number) => boolean = () => true) {
  for (;;) {
    const demo = await api.demo.get()
    expect(demo.error).toBeNull()
    if (demo.state === wanted && reached(demo.progress)) return demo
    await setTimeout(20)
  }
}

async function bring(siyu: SiyuHere, fields: Record<string, string>, rows: readonly string[]) {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  form.append('file', new Blob([`${rows.join('\n')}\n`]), 'real.csv')
  const headers = { authorization: `Bearer ${apiKey}` }
  const answer = await fetch(`${siyu.url}/api/v1/imports`, { method: 'POST', headers, body: form })
  const { id } = (await answer.json()) as { id: string }
  for (;;) {
    const one = await siyu.api.imports.get({ id })
    if (one.state !== 'queued' && one.state !== 'running') return one
    await setTimeout(20)
  }
}

const told = (siyu: SiyuHere): Story => storyOf({ seed, people, today: dateText(siyu.clock(), 'Asia/Shanghai') })
const range = ({ start, end }: Story) => ({ from: new Date(start).toISOString(), to: new Date(end).toISOString() })
const ever = { from: '2000-01-01', to: '2100-01-01' }

/** What there is besides the demo, as every door tells it. */
async function rest({ api }: SiyuHere) {
  const { ledger, copy, equal } = await api.shop.reconcile({})
  const { gmv, people: counted, buyers, self, baseline, ledger: board } = await api.insight.gmv(ever)
  const listed = await api.people.list({ limit: 200 })
  const { end, entered } = await api.insight.pool(ever)
  const events = await api.insight.trend({
    series: [{ event: 'product_viewed', measure: 'events' }],
    unit: 'month',
    range: { from: '2024-01-01T00:00:00Z', to: '2030-01-01T00:00:00Z' },
  })
  return {
    ledger: [ledger, copy, equal],
    board: { gmv, counted, buyers, self, baseline, board },
    people: [listed.items, await api.people.count(), end, entered],
    events: events.series[0]?.points.reduce((sum, { value }) => sum + value, 0),
    imports: (await api.imports.list({})).items.map(({ fileName }) => fileName),
    sources: (await api.sources.list()).items.map(({ name }) => name),
    goLiveAt: (await api.staff.workspace()).goLiveAt,
  }
}

const nothing = { ledger: 0, events: 0, imports: [], sources: [] }

describe('a demo of 200 people beside real data', () => {
  const folder = prepare(mkdtempSync(join(tmpdir(), 'siyu-demo-')))
  let siyu: SiyuHere

  beforeAll(async () => {
    siyu = await siyuHere(folder)
  })
  afterAll(async () => {
    await siyu.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  test('goes through the public doors and stands on the board as the story tells it', async () => {
    expect((await siyu.api.demo.get()).state).toBe('none')
    const asked = await siyu.api.demo.load({ people })
    expect(asked.state).toBe('loading')
    const demo = await until(siyu.api, 'loaded')
    expect(demo).toMatchObject({ progress: 1, people, error: null, step: { zh: '', en: '' } })
    const story = told(siyu)
    expect(demo.causes).toHaveLength(8)
    expect(demo.causes.at(-1)).toMatchObject({ key: 'kocMother', ...range(story) })
    const it = readStory(story)
    const amounts = (line: string) => ({ orders: it.lines.get(line)?.length ?? 0 })
    const gmv = await siyu.api.insight.gmv(range(story))
    expect(gmv.people).toBe(it.people.length)
    expect(gmv.baseline).toBe(it.people.filter(({ came }) => came === 'baseline').length)
    expect(gmv.invited).toBe(it.people.filter(({ came }) => came === 'invited').length)
    expect(gmv.buyers).toBe(buyersOf(it.counted).size)
    expect(gmv.orders).toBe(it.counted.length)
    expect(gmv.gmv).toBe(sumOf(it.counted))
    expect(gmv.excluded.zeroYuan).toEqual({ ...amounts('zeroYuan'), amount: 0 })
    expect(gmv.excluded.excluded).toMatchObject(amounts('excluded'))
    expect(gmv.excluded.noPerson).toMatchObject(amounts('noPerson'))
    expect(gmv.excluded.unlinked).toMatchObject(amounts('unlinked'))
    expect(gmv.parts.assisted).toBeGreaterThan(0)
    expect(gmv.parts.memberOther).toBeGreaterThan(0)
    expect(gmv.parts.outside).toBeGreaterThan(0)
  })

  test('leaves nothing unexplained: ledger equals copy, everybody is one person, nothing parked or rejected', async () => {
    const { api } = siyu
    expect((await api.shop.reconcile({})).equal).toBe(true)
    expect(await api.people.count()).toEqual({ all: people, known: people, entered: people, exact: true, excluded: 1 })
    expect((await api.parked.list({})).items).toEqual([])
    const imports = (await api.imports.list({})).items
    expect(imports.map(({ state, rejected, ignored, notes }) => [state, rejected, ignored, notes])).toEqual(
      imports.map(() => ['done', 0, 0, 0]),
    )
    const story = told(siyu)
    const pool = await api.insight.pool(range(story))
    expect(pool.start).toBe(story.people.filter(({ came }) => came === 'baseline').length)
    expect(pool.lost).toBeGreaterThan(0)
    const asked = { series: [{ event: 'product_viewed', measure: 'events' as const }], unit: 'day' as const }
    const views = await api.insight.trend({ ...asked, range: range(story) })
    const seen = story.visits.filter(({ event }) => event === 'product_viewed').length
    expect(views.series[0]?.points.reduce((sum, { value }) => sum + value, 0)).toBe(seen)
  })

  test('asked for again it stays as it is', async () => {
    const before = (await siyu.api.imports.list({})).items
    expect((await siyu.api.demo.load({ people })).state).toBe('loaded')
    expect((await siyu.api.imports.list({})).items).toEqual(before)
  })

  test('real data that came beside it survive its removal to the fen, also of people whom both know', async () => {
    const { api } = siyu
    const shared = told(siyu).people.find(({ route, known }) => route === 'store' && known.phone)
    const mapping = JSON.stringify({ no: 'orderNo', id: 'identity:phone', at: 'paidAt', yuan: 'amount' })
    const orders = ['no,id,at,yuan', 'r1,13900001111,2025-11-03 10:00,88.80', 'r2,13900002222,2025-11-04 10:00,0.01']
    orders.push(`r3,${shared?.phone},2025-11-05 10:00,12.34`)
    const done = await bring(siyu, { kind: 'orders', mapping, source: 'real' }, orders)
    expect(done).toMatchObject({ state: 'done', created: 3 })
    const list = ['id,at', '13900001111,2025-10-01', '13900003333,2025-10-02']
    const columns = JSON.stringify({ id: 'identity:phone', at: 'enteredAt' })
    await bring(siyu, { kind: 'people', mapping: columns, carrier: 'wecom' }, list)
    const { writeKey } = await api.sources.create({ name: 'real', kind: 'server' })
    const event = { type: 'track', event: 'product_viewed', userId: 'real-user', messageId: 'real-1' }
    expect((await segment(siyu.url, writeKey, { batch: [event] })).status).toBe(200)

    expect((await api.demo.remove()).state).toBe('removing')
    await until(api, 'none')
    const left = await rest(siyu)
    expect(left.ledger[0]).toMatchObject({ orders: 3, net: 8880 + 1 + 1234 })
    expect(left.ledger[2]).toBe(true)
    expect(left.board).toMatchObject({ gmv: 10_115, counted: 4, buyers: 3, board: { orders: 3, amount: 10_115 } })
    expect(left.people[1]).toEqual({ all: 5, known: 5, entered: 4, exact: true, excluded: 0 })
    expect(left).toMatchObject({ events: 1, imports: ['real.csv', 'real.csv'], sources: ['real'] })
    expect(Date.parse(left.goLiveAt)).toBe(siyu.clock())
    const both = await api.people.lookup({ type: 'phone', value: shared?.phone ?? '' })
    expect(both).toMatchObject({ enteredAt: '2025-11-05T02:00:00.000Z', entry: 'self', carriers: [] })
    const mine = await api.people.lookup({ type: 'phone', value: '13900001111' })
    expect(mine).toMatchObject({ enteredAt: '2025-09-30T16:00:00.000Z', entry: 'baseline' })
  })

  test('it can be loaded and removed again, and the rest is as before', async () => {
    const before = await rest(siyu)
    await siyu.api.demo.load({ people })
    await until(siyu.api, 'loaded')
    expect((await siyu.api.people.count()).all).toBeGreaterThan(people)
    await siyu.api.demo.remove()
    await until(siyu.api, 'none')
    expect(await rest(siyu)).toEqual(before)
  })

  test('removed in the middle of loading, nothing of it is left', async () => {
    const before = await rest(siyu)
    await siyu.api.demo.load({ people })
    await until(siyu.api, 'loading', (progress) => progress > 0.1)
    await siyu.api.demo.remove()
    await until(siyu.api, 'none')
    expect(await rest(siyu)).toEqual(before)
    expect((await siyu.api.demo.remove()).state).toBe('none')
  })
})

test('a load that a stop broke off goes on after the next start and stores nothing twice', async () => {
  const folder = dataFolder()
  const first = await siyuHere(folder)
  await first.api.demo.load({ people })
  await until(first.api, 'loading', (progress) => progress > 0.5)
  await first.stop()
  const second = await siyuHere(folder)
  await until(second.api, 'loaded')
  const story = told(second)
  const it = readStory(story)
  const gmv = await second.api.insight.gmv(range(story))
  expect([gmv.people, gmv.orders, gmv.gmv]).toEqual([it.people.length, it.counted.length, sumOf(it.counted)])
  expect((await second.api.people.count()).all).toBe(people)
  expect((await second.api.imports.list({})).items).toHaveLength(5)
  await second.api.demo.remove()
  await until(second.api, 'none')
  expect(await rest(second)).toMatchObject({ events: nothing.events, imports: [], sources: [] })
  await second.stop()
})

test('the first start of an empty folder loads it as a job, a later one does not', async () => {
  const folder = dataFolder()
  const first = await siyuHere(folder, { demo: true })
  // The story is made in this process: on a busy machine the first look may meet that second.
  await expect.poll(async () => (await fetch(`${first.url}/readyz`)).status, { timeout: 20_000 }).toBe(200)
  expect(await first.api.demo.get()).toMatchObject({ state: 'loading', people: 3000 })
  await first.api.demo.remove()
  await until(first.api, 'none')
  await first.stop()
  const second = await siyuHere(folder, { demo: true })
  expect((await second.api.demo.get()).state).toBe('none')
  await second.stop()
})

test('where the company brings its own database there is no demo', async () => {
  const { host, user, database, drop } = await freshDatabase()
  const databaseUrl = `postgresql://${user}@localhost/${database}?host=${encodeURIComponent(host)}`
  const siyu = await siyuHere(dataFolder(), { databaseUrl, demo: true })
  expect((await siyu.api.demo.get()).state).toBe('none')
  const headers = { authorization: `Bearer ${apiKey}` }
  const answer = await fetch(`${siyu.url}/api/v1/demo`, { method: 'POST', headers })
  expect([answer.status, await answer.json()]).toMatchObject([409, { code: 'no-demo-here' }])
  await siyu.stop()
  await drop()
})
