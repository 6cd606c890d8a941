import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dateText } from '#kit/time'
import { alarmsOf, type DayFacts, storesOf } from './digest.ts'
import { dayDigest, digestCsv, digestText } from './digestText.ts'
import { nextDue } from './digestTime.ts'

const facts: DayFacts = {
  ...{ date: '2026-11-27', isOver: true },
  pool: { live: 3000, entered: 20, returned: 2, lost: 40, net: -18, effective: 900 },
  ...{ orders: 12, gmv: 1_234_500, usualGmv: 4_000_000, noPerson: 3, unlinked: -500 },
  lastYear: { orders: 10, gmv: 1_000_000 },
  plan: {
    people: { actual: 3000, expected: 3100, gap: -100 },
    gmv: { actual: 80, expected: 100_000_00, gap: -90_000_00 },
  },
  stores: Array.from({ length: 8 }, (_, i) => ({
    key: `店${i}`,
    gmv: 8000 - i,
    orders: 2,
    rankBefore: i === 0 ? 5 : null,
  })),
}
const zone = 'Asia/Shanghai'
const dateOf = (at: number) => dateText(at, zone)
const language = 'zh' as const
const written = (of: DayFacts) => dayDigest(of, alarmsOf(of), { name: '早报', responsible: '王五', language })

test('[N74] at most three alarms, the most urgent first, each with a next step and a name', () => {
  expect(alarmsOf(facts).map(({ kind }) => kind)).toEqual(['shrinking', 'gmvBehind', 'fell'])
  const text = digestText(written(facts), 'zh', 'https://siyu.example/console')
  expect(text).toContain('**净增** -18 <font color="comment">入池 20 · 回流 2 · 流失 40</font>')
  expect(text.match(/> @王五 /g)).toHaveLength(3)
  const calm = { ...facts, pool: { ...facts.pool, net: 3 }, usualGmv: 1, plan: { people: null, gmv: null } }
  expect(alarmsOf({ ...calm, unlinked: 0, noPerson: 0 })).toEqual([])
  expect(alarmsOf({ ...calm, orders: 0, gmv: 1, unlinked: 0, noPerson: 0 }).map(({ kind }) => kind)).toEqual([
    'noOrders',
  ])
})

test('[N73] the figures of a digest name their metric and say what it counts, in the text and in the file', () => {
  const of = written(facts)
  expect(of.lines.map(({ metric }) => metric)).toEqual(['live', 'net', 'orders', 'gmv', 'peopleGap', 'gmvGap'])
  expect(digestCsv(of)).toContain('gmv,私域GMV,1234500,去年同日 +23%,计入订单实付减退款')
  expect(of.tables.map(({ rows }) => rows.length)).toEqual([3, 3])
  expect(of.tables[0]?.rows[0]).toEqual(['1', '店0', '¥80.00', '2 单', '昨 5'])
})

test('[N74] no store is both among the first and the last, and a message is never longer than WeCom takes', () => {
  fc.assert(
    fc.property(fc.nat({ max: 12 }), fc.string({ maxLength: 60 }), (count, key) => {
      const stores = Array.from({ length: count }, () => ({ key: key.repeat(40), gmv: 1, orders: 1, rankBefore: null }))
      const { top, bottom } = storesOf({ stores })
      expect(new Set([...top, ...bottom].map(({ rank }) => rank)).size).toBe(Math.min(count, 6))
      expect(
        new TextEncoder().encode(digestText(written({ ...facts, stores }), 'zh', null)).length,
      ).toBeLessThanOrEqual(4096)
    }),
  )
})

test('[N75] the next time is later than now, on a day that was chosen, at the minute that was chosen', () => {
  const days = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 })
  const now = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) })
  fc.assert(
    fc.property(days, fc.integer({ min: 0, max: 1439 }), now, (chosen, minute, after) => {
      const at = nextDue({ minute, days: chosen }, after, zone, dateOf) ?? 0
      expect(at).toBeGreaterThan(after)
      expect(at - after).toBeLessThanOrEqual(7 * 86_400_000)
      const local = new Date(at + 8 * 3_600_000)
      expect(chosen).toContain(local.getUTCDay() || 7)
      expect(local.getUTCHours() * 60 + local.getUTCMinutes()).toBe(minute)
    }),
  )
  expect(nextDue({ minute: 510, days: [] }, 0, zone, dateOf)).toBeNull()
})
