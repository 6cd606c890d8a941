import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkedCode, isCheckedCode } from '#kit/checkedCode'
import { bleed, type CardBox, cardForms, firstLayout, issuesOf, leastQr, shapeOf } from './card.ts'
import { adviceOf, cardStages, compare, intervalOf, sharesOf } from './cardFunnel.ts'
import { marketplaces, risksOf } from './cardRisk.ts'

const words = { title: '免费验光一次', invite: '扫码登记质保', brand: '明眸' }

test('[A18] what a design begins with can be printed, in every form', () => {
  for (const form of cardForms) expect([form, issuesOf(form, firstLayout(form, words))]).toEqual([form, []])
})

test('[A18] a code that cannot be read, or words that are cut off, are found', () => {
  const qr = (x: number, y: number, width = 30, height = width): CardBox => ({ kind: 'qr', x, y, width, height })
  const code: CardBox = { kind: 'code', x: 10, y: 80, width: 30, height: 5, size: 7, color: '#000', align: 'left' }
  const of = (form: (typeof cardForms)[number], ...boxes: CardBox[]) => issuesOf(form, { ground: '#fff', boxes })
  expect(of('postcard')).toEqual(['no-qr', 'no-code'])
  expect(of('postcard', qr(10, 10), code)).toEqual([])
  expect(of('postcard', qr(10, 10), qr(60, 10), code)).toEqual(['two-qr'])
  expect(of('postcard', qr(10, 10, leastQr - 0.5), code)).toEqual(['qr-small'])
  expect(of('postcard', qr(10, 10, 30, 20), code)).toEqual(['qr-not-square'])
  expect(of('postcard', qr(1, 10), code)).toEqual(['qr-outside'])
  expect(of('windChime', qr(10, 40), { ...code, x: 10, y: 110 })).toEqual(['qr-on-fold'])
  expect(of('pendant', qr(15, 5), { ...code, x: 10 })).toEqual(['qr-on-hole'])
  const area: CardBox = { kind: 'area', x: 30, y: 30, width: 20, height: 20, color: '#0b7a5b' }
  expect(of('postcard', qr(10, 10), code, area)).toEqual(['qr-covered'])
  expect(of('postcard', area, qr(10, 10), code)).toEqual([])
  expect(of('postcard', qr(10, 10), { ...code, x: 140 })).toEqual(['text-outside'])
  expect(of('pendant', qr(10, 40), { ...code, x: 20, y: 8 })).toEqual(['text-on-hole'])
  expect(bleed).toBeGreaterThan(0)
  expect(shapeOf.windChime.folds).toHaveLength(3)
})

test('[A16] one wrong letter, or two that changed places, never lead to another card', () => {
  const letters = '23456789abcdefghjkmnpqrstuvwxyz'
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 9, maxLength: 9 }),
      fc.nat(8),
      fc.nat(30),
      (values, at, other) => {
        const code = checkedCode(10, () => values)
        expect(isCheckedCode(code)).toBe(true)
        const wrong = code.slice(0, at) + letters[other] + code.slice(at + 1)
        if (wrong !== code) expect(isCheckedCode(wrong)).toBe(false)
        const swapped = code.slice(0, at) + code[at + 1] + code[at] + code.slice(at + 2)
        if (swapped !== code) expect(isCheckedCode(swapped)).toBe(false)
      },
    ),
    { numRuns: 100 },
  )
})

test('[A20] a marketplace is named before printing; rewards for reviews are never printed', () => {
  const rules = (marketplace: (typeof marketplaces)[number], ...texts: string[]) =>
    risksOf(marketplace, texts).map(({ level, rule }) => `${level} ${rule}`)
  for (const marketplace of marketplaces) expect(rules(marketplace, '五星好评返现 5 元')[0]).toBe('never reviews')
  expect(rules('taobao', '扫码登记质保')).toEqual(['note marketplace'])
  expect(risksOf('pdd', ['扫码登记质保'])[0]?.text.zh).toContain('拼多多')
  expect(rules('jd', '加微信领红包，比京东更便宜')).toEqual([
    ...['high steering', 'high cheaper', 'high cash', 'note marketplace'],
  ])
  expect(rules('own', '加微信领红包')).toEqual([])
  for (const text of ['晒单有礼', '好 评 返 2 元', '评价送镜布', '追评返现'])
    expect(rules('own', text)).toEqual(['never reviews'])
})

test('[A21] [A22] shares are of the stage before that was counted; intervals hold the share', () => {
  const reached = { printed: 500, delivered: 0, inserted: 400, scanned: 40, added: 25, claimed: 12, ordered: 6 }
  expect(sharesOf(reached)).toEqual({
    ...{ printed: null, delivered: 0, inserted: 0.8, scanned: 0.1 },
    ...{ added: 0.625, claimed: 0.48, ordered: 0.5 },
  })
  expect(cardStages).toHaveLength(7)
  expect(intervalOf({ of: 0, hits: 0 })).toBeNull()
  // Wilson 1927 for 10 of 100: 0.0552 to 0.1744.
  expect(intervalOf({ of: 100, hits: 10 })?.map((x) => Number(x.toFixed(4)))).toEqual([0.0552, 0.1744])
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), fc.double({ min: 0, max: 1, noNaN: true }), (of, share) => {
      const hits = Math.round(of * share)
      const [low, high] = intervalOf({ of, hits }) ?? [1, 0]
      expect(low <= hits / of + 1e-12 && hits / of <= high + 1e-12).toBe(true)
    }),
    { numRuns: 100 },
  )
})

test('[A22] a batch is called better only when chance would hardly do it; else how many cards would tell', () => {
  expect(compare({ of: 1000, hits: 90 }, { of: 1000, hits: 35 })).toMatchObject({ better: 'first' })
  expect(compare({ of: 1000, hits: 35 }, { of: 1000, hits: 90 })).toMatchObject({ better: 'second' })
  const close = compare({ of: 500, hits: 45 }, { of: 500, hits: 35 })
  // 7.849 × (0.09 × 0.91 + 0.07 × 0.93) ÷ 0.02² = 2,884.6.
  expect(close).toMatchObject({ better: 'unclear', needed: 2885 })
  expect(compare({ of: 0, hits: 0 }, { of: 5, hits: 1 })).toEqual({ better: 'unclear', p: null, needed: null })
  expect(compare({ of: 10, hits: 0 }, { of: 10, hits: 0 })).toEqual({ better: 'unclear', p: 1, needed: null })
  // Significant by the formula, but far too few to believe it.
  expect(compare({ of: 8, hits: 4 }, { of: 8, hits: 0 })).toMatchObject({ better: 'unclear' })
})

test('[A23] what lies at the warehouse, how long it lasts, and when to print again', () => {
  expect(adviceOf({ delivered: 1000, inserted: 300, perDay: 20, leadDays: 10 })).toEqual({
    ...{ rest: 700, daysLeft: 35, reorderAt: 300, advice: 'enough' },
  })
  expect(adviceOf({ delivered: 1000, inserted: 710, perDay: 20, leadDays: 10 })).toMatchObject({
    rest: 290,
    advice: 'reorder',
  })
  expect(adviceOf({ delivered: 1000, inserted: 0, perDay: 0, leadDays: 10 })).toMatchObject({ advice: 'idle' })
  expect(adviceOf({ delivered: 0, inserted: 0, perDay: 0, leadDays: 10 })).toMatchObject({ advice: 'unknown' })
  expect(adviceOf({ delivered: 10, inserted: 20, perDay: null, leadDays: 10 })).toMatchObject({
    rest: 0,
    advice: 'unknown',
  })
})
