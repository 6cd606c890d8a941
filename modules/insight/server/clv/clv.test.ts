import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { call } from '@orpc/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fenOf } from '#kit/money'
import type { RequestContext } from '#platform/http/context'
import { taskHost } from '#platform/tasks/host'
import { freshPlatform, type TestPlatform } from '#platform/testing'
import { insightSubject } from '../subject.ts'
import { clvHandlers, personValue } from './handlers.ts'
import { clvTask } from './task.ts'

let platform: TestPlatform
let deps: Parameters<typeof clvHandlers>[0]
let tasks: ReturnType<typeof taskHost>
beforeAll(async () => {
  platform = await freshPlatform()
  platform.clock.set('1998-07-02T00:00:00Z')
  const base = { ...platform, settings: async () => ({ zone: 'Asia/Shanghai' }), now: platform.clock }
  tasks = taskHost({ ...platform, now: platform.clock, kinds: [clvTask(base)] })
  deps = { ...base, startTask: tasks.start }
  await platform.jobs.start()
})
afterAll(() => platform.close())

const context: RequestContext = {
  actor: { kind: 'apiKey', id: '1', name: 'test', rights: ['*'] },
  ...{ requestId: 'r', ip: '::1', userAgent: '', language: 'zh' as const },
  cookie: () => undefined,
  setCookie: () => undefined,
}
const house = () => clvHandlers(deps)
const end = { calibrationEnd: '1997-09-30' }

const money = (net: number, sourceKind = 'private') => ({ gross: net, refunded: 0, net, source_kind: sourceKind })
const insert = (rows: object[]) =>
  platform.olap.insert(
    'orders',
    rows.map((row) => ({ version: 1, deleted: 0, order_no: '', ...row })),
  )

const file = join(process.cwd(), '../shared/data/cdnow/CDNOW_sample.txt')

test('[N63] without buyers there is nothing to fit, no card and no value', async () => {
  await expect(call(house().fit, end, { context })).rejects.toMatchObject({ code: 'too-few-buyers' })
  const early = { ...end, holdoutEnd: '1997-09-30' }
  await expect(call(house().fit, early, { context })).rejects.toMatchObject({ code: 'holdout-before-calibration' })
  expect(await call(house().card, {}, { context })).toEqual({ card: null })
  expect(await call(house().bands, {}, { context })).toEqual({ items: [] })
  expect(await personValue(deps, '1')).toBeNull()
})

describe.skipIf(!existsSync(file))('the sample of CDNOW as orders', () => {
  beforeAll(async () => {
    const lines = readFileSync(file, 'utf8').trim().split(/\r?\n/)
    const rows = lines.map((line, i) => {
      const [, id = '', date = '', , dollars = ''] = line.trim().split(/\s+/)
      const fen = fenOf(dollars)
      if (!fen.ok) throw new Error(line)
      const day = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`
      // Half past midnight in Shanghai is still the day before in UTC.
      const paid = Date.parse(`${day}T00:30:00+08:00`)
      return { id: String(i + 1), person: String(Number(id)), paid_at: paid, ...money(fen.value) }
    })
    await insert(rows)
    const noise = { person: '1', paid_at: Date.parse('1997-09-01T00:00:00Z') }
    await insert([
      { ...noise, id: '900001', ...money(500, 'store') },
      { ...noise, id: '900002', ...money(500), refunded: 500, net: 0 },
      { ...noise, id: '900003', ...money(500), person: '0' },
    ])
  })

  test('[N57] [N58] [N59] [N61] parameters, hold-out and second opinion from the orders, as published', async () => {
    const found = await call(house().fit, { ...end, holdoutEnd: '1998-06-30', pareto: true }, { context })
    expect([found.customers, found.repeaters]).toEqual([2357, 946])
    const { r, alpha, a, b, logLikelihood } = found.bgnbd
    expect([r, alpha, a, b].map((one) => one.toFixed(3))).toEqual(['0.243', '4.414', '0.793', '2.426'])
    expect(logLikelihood.toFixed(1)).toBe('-9582.4')
    const { p, q, v } = found.gammaGamma
    expect([p, q].map((one) => one.toFixed(2))).toEqual(['6.25', '3.74'])
    expect(Math.abs(v / 15.44 - 1)).toBeLessThan(0.01)
    expect(found.pareto?.r.toFixed(3)).toBe('0.553')
    const holdout = found.holdout ?? expect.fail('a hold-out was asked for')
    expect(holdout.actual).toBe(1882)
    expect(Math.abs(holdout.expected - 1653.4)).toBeLessThan(5)
    expect(holdout.shortfall).toBeCloseTo(0.12, 1)
    expect(holdout.points).toHaveLength(39)
    expect(holdout.points.at(-1)).toMatchObject({ end: '1998-06-30', actual: 1882 })
    expect(holdout.points[0]?.end).toBe('1997-10-07')
    expect(holdout.bins.slice(0, 4).map(({ people }) => people)).toEqual([1411, 439, 214, 100])
    expect(holdout.bins.map(({ actual }) => Number(actual.toFixed(3))).slice(0, 4)).toEqual([0.237, 0.697, 1.393, 1.56])
  })

  test('[N57] the same in days is the same model; every source of orders is another question', async () => {
    const days = await call(house().fit, { ...end, unit: 'day' }, { context })
    expect([days.bgnbd.r, days.bgnbd.alpha / 7].map((one) => one.toFixed(3))).toEqual(['0.243', '4.414'])
    const all = await call(house().fit, { ...end, scope: 'all' }, { context })
    expect(all.bgnbd.r).not.toBeCloseTo(days.bgnbd.r, 6)
  })

  test('[N64] a run keeps its model and proof, gives everybody a value, and replaces the one before', async () => {
    for (let run = 0; run < 2; run += 1) {
      platform.clock.advance(1000)
      const { task } = await call(house().run, { horizonWeeks: 39 }, { context })
      const state = async () => (await call(tasks.handlers.get, { id: task }, { context })).state
      await expect.poll(state, { timeout: 30_000 }).toBe('done')
    }
    const { card } = await call(house().card, {}, { context })
    expect(card).toMatchObject({ calibrationEnd: '1998-06-30', people: 2357, horizonWeeks: 39, author: 'apiKey:1' })
    expect(card?.models.customers).toBe(2357)
    expect(card?.proof?.holdout?.actual).toBeGreaterThan(0)
    const rows = await platform.olap.bytes(
      'select count(), uniqExact(version), uniqExact(person) from person_value format TSV',
    )
    expect(rows.toString('utf8').trim()).toBe('2357\t1\t2357')
  }, 60_000)

  test('[N64] ten bands of equal size sum to everybody, and open their people', async () => {
    const { items } = await call(house().bands, {}, { context })
    expect(items).toHaveLength(10)
    expect(items.reduce((sum, { people }) => sum + people, 0)).toBe(2357)
    expect(items.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9)
    for (const [i, { clv, clvBand, people }] of items.entries()) {
      expect(clv).toBeLessThanOrEqual(items[i - 1]?.clv ?? Number.POSITIVE_INFINITY)
      expect(clvBand.high).toBeGreaterThanOrEqual(clvBand.low)
      expect(Math.abs(people - 235.7)).toBeLessThan(1)
    }
    const first = await call(house().people, { band: 10, limit: 200 }, { context })
    const rest = await call(house().people, { band: 10, limit: 200, cursor: first.next }, { context })
    const people = [...first.items, ...rest.items]
    expect(new Set(people.map(({ person }) => person)).size).toBe(items[9]?.people)
    const one = people[0]?.person ?? ''
    const flags = { version: 1, entry: 'self', source: '', inviter: '0', entered_at: 0, deleted: 0 }
    await platform.olap.insert('people', [{ ...flags, id: one, excluded: 1 }])
    const without = await call(house().bands, {}, { context })
    expect(without.items.reduce((sum, band) => sum + band.people, 0)).toBe(2356)
    const { value } = await call(house().person, { person: one }, { context })
    expect(value).toMatchObject({ clv: people[0]?.clv, horizonWeeks: 39 })
  })

  test('[N69] a copy of a person has what is expected of them, and nothing is left after their erasure', async () => {
    const records = insightSubject(deps)
    const subject = { person: '7', strands: ['7'], values: [] }
    const rows = async () => {
      const found = []
      for (const table of records.tables(subject)) for await (const row of table.rows()) found.push(row)
      return found
    }
    expect(await rows()).toHaveLength(1)
    await records.sweep?.(subject)
    expect(await rows()).toEqual([])
    expect(await personValue(deps, '7')).toBeNull()
  })
})
