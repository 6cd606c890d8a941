import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fanParts, isOf, type JudgedFan, namedIn, progressOf } from './fan.ts'
import { readRedemption } from './redemption.ts'

test('[A100] a nickname alone, or an id that the platform hid, is nobody; an id says who it is', () => {
  expect(namedIn({ nickname: '云朵' })).toMatchObject({ ids: [], nickname: '云朵', why: 'nickname' })
  expect(namedIn({ nickname: '云朵', 'identity:platform:weibo': 'a***b' })).toMatchObject({
    ...{ ids: [], account: 'a***b', why: 'hidden' },
  })
  expect(namedIn({ 'trait:nickname': '云朵', 'identity:phone': '13800000001' })).toMatchObject({
    ...{ ids: [{ type: 'phone', value: '13800000001' }], why: null },
  })
  expect(namedIn({ 'identity:phone': '138****0001' })).toMatchObject({ ids: [], why: null })
})

const fan: fc.Arbitrary<JudgedFan> = fc
  .record({
    person: fc.option(fc.integer({ min: 1, max: 12 }), { nil: null }),
    ...{ known: fc.boolean(), at: fc.integer({ min: 0, max: 20 }), excluded: fc.boolean(), hasPhone: fc.boolean() },
    ...{ isMember: fc.boolean(), addedAt: fc.option(fc.integer({ min: 0, max: 20 }), { nil: null }) },
    buys: fc.array(fc.record({ at: fc.integer({ min: 0, max: 20 }), net: fc.integer({ min: 1, max: 900 }) })),
    key: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ person, buys, key, known, at, ...of }) => {
    if (person === null)
      return { strand: null, known: false, why: 'nickname', key: String(key), at, standing: null, bought: null }
    const bought = buys.length === 0 ? null : { first: Math.min(...buys.map((one) => one.at)), orders: buys }
    return { strand: `${person}`, known, why: null, key: null, at, standing: { person: `${person}`, ...of }, bought }
  })

test('[A101] of a human over several lists each step counts once, matched and unmatched are all, and what was before is part of it', () => {
  fc.assert(
    fc.property(fc.array(fan, { maxLength: 30 }), (fans) => {
      const now = progressOf(fans)
      const nobodies = Object.values(now.unmatched).reduce((sum, n) => sum + n, 0)
      expect(now.matched + nobodies).toBe(now.fans)
      expect(now.addedBefore).toBeLessThanOrEqual(now.added)
      expect(now.orderedBefore).toBeLessThanOrEqual(now.ordered)
      expect(now.added).toBeLessThanOrEqual(now.contactable)
      for (const of of [now.contactable, now.added, now.members, now.ordered, now.known])
        expect(of).toBeLessThanOrEqual(now.matched)
      expect(progressOf([...fans, ...fans])).toEqual(now)
      for (const one of fans)
        if (one.standing?.excluded) expect(fanParts.filter((part) => isOf(part, one))).toEqual(['all'])
    }),
    { numRuns: 100 },
  )
})

test('[A104] a voucher needs its number and its time; what was not redeemed or was taken back is left out', () => {
  const setup = { zone: 'Asia/Shanghai', now: Date.parse('2026-06-01T00:00:00Z') }
  const row = { voucher: 'V1', redeemedAt: '2026-05-02 12:00', amount: '¥98.00', product: '双人餐', store: '西湖店' }
  expect(readRedemption(row, setup)).toMatchObject({
    ok: true,
    value: { voucher: 'V1', amount: 9800, at: Date.parse('2026-05-02T04:00:00Z'), product: '双人餐' },
  })
  const refused = (more: object) => readRedemption({ ...row, ...more } as Record<string, string>, setup)
  expect(refused({ redeemedAt: '昨天' })).toMatchObject({ refusal: 'no-time' })
  expect(refused({ redeemedAt: '2031-01-01' })).toMatchObject({ refusal: 'no-time' })
  expect(refused({ amount: '九十八' })).toMatchObject({ refusal: 'bad-amount' })
  expect(refused({ amount: '-1' })).toMatchObject({ refusal: 'bad-amount' })
  expect(refused({ status: '已撤销' })).toMatchObject({ refusal: 'taken-back' })
  expect(refused({ status: '未核销' })).toMatchObject({ refusal: 'taken-back' })
  const { voucher: _, ...nameless } = row
  expect(readRedemption(nameless, setup)).toMatchObject({ refusal: 'no-voucher' })
})
