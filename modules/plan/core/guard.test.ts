import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { day, hour } from '#kit/time'
import {
  type About,
  type Guard,
  guardSchema,
  nextAllowed,
  reasonsAgainst,
  type Touch,
  touchCarriers,
  touchPurposes,
  weightOf,
} from './guard.ts'
import { hitsIn } from './positioning.ts'

const noon = Date.UTC(2026, 4, 10, 4)
const guard = guardSchema.parse({})
const about: About = { excluded: null, consent: 'given', touches: [], zone: 'Asia/Shanghai' }
const touch = (more: Partial<Touch> = {}): Touch => ({ carrier: 'wecom', purpose: 'promotion', at: noon, ...more })
const reasons = (of: Touch, more: Partial<About> = {}, by: Guard = guard) =>
  reasonsAgainst(of, { ...about, ...more }, by).map(({ reason }) => reason)

describe('guard', () => {
  test('[L10] nobody excluded or unwilling is contacted; a promotion by SMS or call needs a yes, in WeChat no no', () => {
    expect(reasons(touch(), { excluded: 'staff' })).toEqual(['excluded'])
    expect(reasons(touch(), { consent: 'withdrawn' })).toEqual(['withdrawn'])
    expect(reasons(touch(), { consent: 'unknown' })).toEqual([])
    expect(reasons(touch({ carrier: 'sms' }), { consent: 'unknown' })).toEqual(['not-consented'])
    expect(reasons(touch({ carrier: 'sms', purpose: 'service' }), { consent: 'withdrawn' })).toEqual([])
    expect(nextAllowed(touch(), { ...about, consent: 'withdrawn' }, guard)).toBeNull()
  })

  test('[L11] quiet hours are those of the zone of the person, over midnight too; the next moment is the morning', () => {
    const night = touch({ at: noon + 10 * hour })
    expect(reasons(night)).toEqual(['quiet-hours'])
    expect(reasons(night, { zone: 'America/New_York' })).toEqual([])
    expect(nextAllowed(night, about, guard)).toBe(noon + 21 * hour)
    expect(reasons({ ...night, purpose: 'service' }, {}, { ...guard, quietService: false })).toEqual([])
    expect(reasons(night, {}, { ...guard, quietFrom: '00:00', quietTo: '00:00' })).toEqual([])
    expect(reasons(night, {}, { ...guard, quietFrom: '20:00', quietTo: '23:00' })).toEqual(['quiet-hours'])
  })

  test('[L12] a full cap says which, how full, and from when on there is room again', () => {
    const before = [touch({ at: noon - hour, carrier: 'call' })]
    expect(reasonsAgainst(touch(), { ...about, touches: before }, guard)).toEqual([
      { reason: 'cap', cap: { carrier: 'any', purpose: 'promotion', days: 1, most: 1 }, used: 1 },
    ])
    expect(nextAllowed(touch(), { ...about, touches: before }, guard)).toBe(noon - hour + day)
    // One that is planned for later leaves no room before it either.
    expect(reasons(touch(), { touches: [touch({ at: noon + hour })] })).toEqual(['cap'])
    expect(reasons(touch({ purpose: 'service' }), { touches: before })).toEqual([])
    const never = { ...guard, caps: [{ carrier: 'any', purpose: 'any', days: 1, most: 0 }] } satisfies Guard
    expect(nextAllowed(touch(), about, never)).toBeNull()
  })

  const caps = fc.array(
    fc.record({
      carrier: fc.constantFrom('any' as const, ...touchCarriers),
      purpose: fc.constantFrom('any' as const, ...touchPurposes),
      days: fc.integer({ min: 1, max: 4 }),
      most: fc.integer({ min: 0, max: 3 }),
    }),
    { maxLength: 4 },
  )
  const wishes = fc.array(
    fc.record({
      carrier: fc.constantFrom(...touchCarriers),
      purpose: fc.constantFrom(...touchPurposes),
      at: fc.integer({ min: 0, max: 200 }).map((n) => noon + n * hour),
    }),
    { maxLength: 40 },
  )
  const open = { ...guard, quietFrom: '00:00', quietTo: '00:00' }

  test('[L12] in whatever order touches are asked for, no span of a cap is ever fuller than it allows', () => {
    fc.assert(
      fc.property(caps, wishes, (list, asked) => {
        const policy = { ...open, caps: list }
        const made: Touch[] = []
        for (const one of asked)
          if (reasonsAgainst(one, { ...about, touches: made }, policy).length === 0) made.push(one)
        for (const { carrier, purpose, days, most } of list) {
          const counted = made.filter(
            (one) => (carrier === 'any' || carrier === one.carrier) && (purpose === 'any' || purpose === one.purpose),
          )
          for (const { at } of counted)
            expect(counted.filter((one) => one.at >= at && one.at < at + days * day).length).toBeLessThanOrEqual(most)
        }
      }),
    )
  })

  test('[L14] however late a colleague sends what they have, no span of a cap becomes fuller than it allows', () => {
    const later = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.option(fc.integer({ min: 0, max: 90 }))), {
      minLength: 3,
      maxLength: 30,
    })
    const fitting = fc.record({ days: fc.integer({ min: 1, max: 3 }), most: fc.integer({ min: 1, max: 3 }) })
    const some = fc.array(
      fitting.map((cap) => ({ carrier: 'any' as const, purpose: 'promotion' as const, ...cap })),
      { minLength: 1, maxLength: 2 },
    )
    fc.assert(
      fc.property(some, later, (list, asked) => {
        const policy = { ...open, caps: list }
        const made: { at: number; sentAt: number; open: boolean }[] = []
        let now = noon
        for (const [hours, late] of asked) {
          now += hours * hour
          const known = made.map(({ at, sentAt, open }) =>
            touch(!open || sentAt <= now ? { at: sentAt } : { at, open: true }),
          )
          if (reasonsAgainst(touch({ at: now }), { ...about, touches: known }, policy).length > 0) continue
          made.push({ at: now, sentAt: now + (late ?? 0) * hour, open: late !== null })
        }
        for (const { days, most } of list) {
          for (const { sentAt } of made) {
            const span = made.filter((one) => one.sentAt >= sentAt && one.sentAt < sentAt + days * day)
            expect(span.length).toBeLessThanOrEqual(most)
          }
        }
      }),
    )
  })

  test('[L12] the next moment that is named is allowed, and none before it that a cap or the night leaves open', () => {
    fc.assert(
      fc.property(caps, wishes, fc.integer({ min: 0, max: 100 }), (list, touches, n) => {
        const policy = { ...guard, caps: list }
        const wish = touch({ at: noon + n * hour })
        const at = nextAllowed(wish, { ...about, touches }, policy)
        if (at === null) return
        expect(reasonsAgainst({ ...wish, at }, { ...about, touches }, policy)).toEqual([])
        for (let hours = 0; wish.at + hours * hour < at; hours += 1)
          expect(reasons({ ...wish, at: wish.at + hours * hour }, { touches }, policy)).not.toEqual([])
      }),
    )
  })

  test('[L13] service weighs a fifth, a call three times', () => {
    expect(weightOf(touch({ purpose: 'service' }), guard)).toBe(0.2)
    expect(weightOf(touch({ carrier: 'call' }), guard)).toBe(3)
  })
})

test('[L20] forbidden words are found wherever they stand, in any case, over blanks; nothing else is', () => {
  expect(hitsIn('全网最 低价，BEST price', ['最低价', 'best', '第一'])).toEqual([
    { word: '最低价', at: 2 },
    { word: 'best', at: 7 },
  ])
  expect(hitsIn('😀İ最低价', ['最低价'])).toEqual([{ word: '最低价', at: 3 }])
  expect(hitsIn('', ['a'])).toEqual([])
  expect(hitsIn('abab', [' '])).toEqual([])
})
