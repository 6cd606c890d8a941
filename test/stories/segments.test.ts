import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type SiyuHere, siyuHere } from '../support/inProcess.ts'
import { apiKey, prepare, segment } from '../support/siyu.ts'

const folder = prepare(mkdtempSync(join(tmpdir(), 'siyu-segments-')))
let siyu: SiyuHere
let writeKey = ''
beforeAll(async () => {
  siyu = await siyuHere(folder)
  writeKey = (await siyu.api.sources.create({ name: '商城', kind: 'server' })).writeKey
})
afterAll(async () => {
  await siyu.stop()
  rmSync(folder, { recursive: true, force: true })
})

let messages = 0
const send = (...calls: object[]) => {
  const at = new Date(siyu.clock()).toISOString()
  const batch = calls.map((call) => {
    messages += 1
    return { messageId: `m${messages}`, timestamp: at, ...call }
  })
  return segment(siyu.url, writeKey, { batch })
}
const idOf = async (value: string) => (await siyu.api.people.lookup({ type: 'login_id', value })).id
const peopleOf = async (id: string) => (await siyu.api.segments.people({ id })).items.map(({ person }) => person)
const soon = { timeout: 8000, interval: 20 }

test('[G13] what is sent to a collector brings somebody into a live segment; so does what is said of them', async () => {
  const bought = await siyu.api.segments.create({
    ...{ name: '两次大单', refresh: 'live' },
    definition: { did: { event: 'paid', where: { property: 'amount', op: 'gte', value: 100 }, op: 'gte', value: 2 } },
  })
  const local = await siyu.api.segments.create({
    ...{ name: '杭州', refresh: 'live' },
    definition: { is: { property: 'city', op: 'eq', value: '杭州' } },
  })
  const paid = { type: 'track', event: 'paid', userId: 'u1', properties: { amount: 120 } }
  await send(paid, { type: 'track', event: 'paid', userId: 'u2', properties: { amount: 20 } })
  await send(paid, { ...paid, userId: 'u2' })
  await expect.poll(() => peopleOf(bought.segment.id), soon).toEqual([await idOf('u1')])
  await send({ type: 'identify', userId: 'u2', traits: { city: '杭州' } })
  await expect.poll(() => peopleOf(local.segment.id), soon).toEqual([await idOf('u2')])
})

test('[G18] [G14] a tag that waited for a phone stands in the profile of whoever comes with it, and can be read by SQL', async () => {
  const group = await siyu.api.tags.createGroup({ name: '来客', exclusive: false })
  const tag = await siyu.api.tags.create({ name: '展会名单', group: group.id })
  await siyu.api.tags.createPending({ tag: tag.id, type: 'phone', values: ['13800138000'] })
  await send({ type: 'identify', userId: 'u3', traits: { phone: '138 0013 8000' } })
  const tagsOf = async () => (await siyu.api.people.lookup({ type: 'phone', value: '13800138000' })).tags
  await expect.poll(tagsOf, soon).toEqual(['展会名单'])
  expect((await siyu.api.people.get({ id: await idOf('u3') })).tags).toEqual(['展会名单'])
  const sql = `select person from tagged_people where tag = ${tag.id}`
  const read = async () => (await siyu.api.sql.ask({ engine: 'clickhouse', sql })).rows
  await expect.poll(read, soon).toEqual([[await idOf('u3')]])
})

test('[G15] people of the list are tagged by its filter, but some, and had back', async () => {
  const group = await siyu.api.tags.createGroup({ name: '批量', exclusive: false })
  const tag = await siyu.api.tags.create({ name: '已识别', group: group.id })
  const spared = await idOf('u2')
  const { task, batch } = await siyu.api.tags.give({ id: tag.id, filter: { known: 'true' }, except: [spared] })
  const state = async (id: string | null) => (await siyu.api.tasks.get({ id: id ?? '' })).state
  await expect.poll(() => state(task), soon).toBe('done')
  const tagged = async () => (await siyu.api.tags.people({ id: tag.id })).items.map(({ person }) => person)
  expect((await tagged()).sort()).toEqual([await idOf('u1'), await idOf('u3')].sort())
  const undone = await siyu.api.tags.undo({ id: batch })
  await expect.poll(() => state(undone.task), soon).toBe('done')
  expect(await tagged()).toEqual([])
})

test('[N71] whom a funnel has lost is kept as a segment; a report of that segment counts them alone; they go into a file', async () => {
  const { api } = siyu
  const look = (userId: string) => ({ type: 'track', event: 'looked', userId })
  await send(...['f1', 'f2', 'f3'].map(look), { type: 'track', event: 'bought', userId: 'f2' })
  const day = 86_400_000
  const range = {
    from: new Date(siyu.clock() - day).toISOString(),
    to: new Date(siyu.clock() + day).toISOString(),
  }
  const window = { value: 1, unit: 'day' } as const
  const question = { steps: [{ event: 'looked' }, { event: 'bought' }], window, range }
  expect((await api.analysis.funnel(question)).steps.map(({ people }) => people)).toEqual([3, 1])
  const lost = { report: 'funnel', question, set: { step: 0, side: 'lost' } } as const
  const kept = await api.ofReport.keep({ name: '看了没买', of: lost })
  const expected = [await idOf('f1'), await idOf('f3')].sort()
  expect(kept.people).toBe(2)
  expect((await peopleOf(kept.id)).sort()).toEqual(expected)
  const ofThem = { ...question, segment: kept.id }
  expect((await api.analysis.funnel(ofThem)).steps.map(({ people }) => people)).toEqual([2, 0])
  const series = [{ event: 'looked', measure: 'people' as const }]
  const trend = await api.insight.trend({ series, unit: 'month', range, segment: kept.id })
  expect(Math.max(...(trend.series[0]?.points.map(({ value }) => value) ?? []))).toBe(2)

  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' }
  const asked = { kind: 'segment-people', filter: { segment: kept.id } }
  const made = await fetch(`${siyu.url}/api/v1/exports`, { method: 'POST', headers, body: JSON.stringify(asked) })
  const { id } = (await made.json()) as { id: string }
  await expect.poll(async () => (await api.exports.get({ id })).state, soon).toBe('done')
  const file = await (await fetch(`${siyu.url}/api/v1/exports/${id}/file`, { headers })).text()
  expect(file.trim().split('\r\n')).toHaveLength(3)
})
