import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { day, hour } from '#kit/time'
import { type SiyuHere, siyuHere } from '../support/inProcess.ts'
import { type Api, apiKey, apiOf, prepare, segment } from '../support/siyu.ts'

const folder = prepare(mkdtempSync(join(tmpdir(), 'siyu-workbench-')))
let siyu: SiyuHere
beforeAll(async () => {
  siyu = await siyuHere(folder)
})
afterAll(async () => {
  await siyu.stop()
  rmSync(folder, { recursive: true, force: true })
})

const todos = async (api: Api = siyu.api) => (await api.workbench.todos()).items
const kinds = async (api?: Api) => (await todos(api)).map(({ kind }) => kind)
const one = async (kind: string) => (await todos()).find((todo) => todo.kind === kind)

async function bring(rows: readonly string[]): Promise<string> {
  const mapping = JSON.stringify({
    no: 'orderNo',
    id: 'identity:phone',
    at: 'paidAt',
    yuan: 'amount',
  })
  const form = new FormData()
  for (const [name, value] of Object.entries({ kind: 'orders', mapping, source: 'shop' })) form.append(name, value)
  form.append('file', new Blob([`${['no,id,at,yuan', ...rows].join('\n')}\n`]), '订单.csv')
  const headers = { authorization: `Bearer ${apiKey}` }
  const answer = await fetch(`${siyu.url}/api/v1/imports`, { method: 'POST', headers, body: form })
  const { id, ...said } = (await answer.json()) as { id: string }
  expect([answer.status, said]).toEqual([201, {}])
  for (;;) {
    const { state } = await siyu.api.imports.get({ id })
    if (state !== 'queued' && state !== 'running') return id
    await setTimeout(20)
  }
}

const minutesAgo = (minutes: number) => new Date(siyu.clock() - minutes * 60_000).toISOString()

/** The API as a new key with these rights sees it. */
async function as(...rights: ('orders:read' | 'sources:read' | 'people:read')[]): Promise<Api> {
  const { key } = await siyu.api.staff.createKey({ name: 'few rights', rights })
  return apiOf(siyu.url, key)
}

describe('the to-do list tells what is there', () => {
  test('on the first day nothing but that there is no backup; after one not that either', async () => {
    expect(await todos()).toEqual([{ kind: 'backupMissing', count: 0, name: '', id: null, since: null }])
    const { id } = await siyu.api.backups.create()
    await expect.poll(async () => (await siyu.api.backups.get({ id })).state, { timeout: 30_000 }).toBe('done')
    expect(await todos()).toEqual([])
  })

  test('rows that were not stored, with the import to open; orders without a person', async () => {
    const id = await bring([
      `w1,13900001111,${minutesAgo(5)},88.80`,
      `w2,,${minutesAgo(6)},10.00`,
      `w3,13900002222,${minutesAgo(7)},five`,
      `w4,13900002222,2026-02-31,5`,
    ])
    expect(await todos()).toEqual([
      { kind: 'rowsRejected', count: 2, name: '订单.csv', id, since: null },
      { kind: 'noPerson', count: 1, name: '', id: null, since: null },
    ])
  })

  test('parked events, and a source that fell silent', async () => {
    const source = await siyu.api.sources.create({ name: '官网', kind: 'server' })
    const track = { type: 'track', event: 'seen', userId: 'u1' }
    await segment(siyu.url, source.writeKey, { batch: [track, { type: 'track', userId: 'u2' }] })
    await expect.poll(() => one('parked')).toMatchObject({ count: 1 })
    expect(await one('sourceSilent')).toBeUndefined()
    const last = siyu.clock()
    siyu.clock.advance(25 * hour)
    const since = new Date(last).toISOString()
    expect(await one('sourceSilent')).toEqual({ kind: 'sourceSilent', count: 1, name: '官网', id: null, since })
    await segment(siyu.url, source.writeKey, { batch: [track] })
    await expect.poll(() => one('sourceSilent')).toBeUndefined()
    siyu.clock.advance(25 * hour)
    expect(await one('sourceSilent')).toMatchObject({ count: 1 })
    await siyu.api.sources.disable({ id: source.id })
    expect(await one('sourceSilent')).toBeUndefined()
  })

  test('a goal behind its pace, and the plan it comes from', async () => {
    const year = Number(new Date(siyu.clock() + 8 * hour).toISOString().slice(0, 4))
    expect(await siyu.api.insight.plan()).toMatchObject({ year, people: null, gmv: null })
    await siyu.api.staff.changeGoal({ year, people: 300_000, gmv: 500_000_000 })
    const plan = await siyu.api.insight.plan()
    expect(plan.share).toBeGreaterThan(0)
    expect(plan.gmv).toMatchObject({ goal: 500_000_000, actual: 8880 })
    expect(plan.gmv?.expected).toBe(Math.round(500_000_000 * plan.share))
    expect(plan.people).toMatchObject({ goal: 300_000, actual: 0 })
    expect((await one('gmvBehind'))?.count).toBe((plan.gmv?.expected ?? 0) - 8880)
    expect(await one('peopleBehind')).toMatchObject({ kind: 'peopleBehind' })
    await siyu.api.staff.changeGoal({ year: year - 1 })
    expect(await siyu.api.insight.plan()).toMatchObject({ people: null, gmv: null })
    expect(await one('gmvBehind')).toBeUndefined()
  })

  test('what is older than a week or a month is not told any more, an old backup is', async () => {
    siyu.clock.advance(40 * day)
    expect(await todos()).toEqual([
      { kind: 'parked', count: 1, name: '', id: null, since: null },
      { kind: 'backupOld', count: 42, name: '', id: null, since: expect.any(String) },
    ])
  })

  test('nobody is told more than their rights let them see', async () => {
    expect(await kinds(await as('people:read'))).toEqual([])
    expect(await kinds(await as('orders:read'))).toEqual([])
    expect(await kinds(await as('orders:read', 'sources:read'))).toEqual(['parked'])
  })

  test('the demo while it loads', async () => {
    onTestFinished(async () => {
      await siyu.api.demo.remove()
      await expect.poll(async () => (await siyu.api.demo.get()).state, { timeout: 30_000 }).toBe('none')
    })
    await siyu.api.demo.load({ people: 50 })
    expect((await kinds()).at(-1)).toBe('demoLoading')
  })
})
