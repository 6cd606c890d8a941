import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkPassword, failureWindowMs, maxFailures, waitBeforeLogin } from './login.ts'
import { rights, rightsOf } from './rights.ts'
import { workspaceSchema } from './workspace.ts'

describe('[F3] wrong passwords', () => {
  test('eight in fifteen minutes make the account wait until the first of them is fifteen minutes old', () => {
    const tries = Array.from({ length: maxFailures }, (_, n) => 1000 * n)
    expect(waitBeforeLogin(tries.slice(1), 10_000)).toBe(0)
    expect(waitBeforeLogin(tries, 10_000)).toBe(failureWindowMs - 10_000)
    expect(waitBeforeLogin(tries, failureWindowMs)).toBe(0)
  })
  test('whatever the order: after the wait a try is free, before it none is', () => {
    const times = fc.array(fc.integer({ min: 0, max: 2 * failureWindowMs }), { maxLength: 30 })
    fc.assert(
      fc.property(times, fc.integer({ min: 0, max: 3 * failureWindowMs }), (failures, now) => {
        const past = failures.filter((at) => at <= now)
        const wait = waitBeforeLogin(past, now)
        expect(wait).toBe(waitBeforeLogin([...past].reverse(), now))
        expect(wait).toBeGreaterThanOrEqual(0)
        expect(wait).toBeLessThanOrEqual(failureWindowMs)
        expect(waitBeforeLogin(past, now + wait)).toBe(0)
        if (wait > 0) expect(waitBeforeLogin(past, now + wait - 1)).toBe(1)
      }),
    )
  })
})

test.each([
  ['1234567', 'zhang', 'too-short'],
  ['密码密码密码密', 'zhang', 'too-short'],
  ['Password', 'zhang', 'too-common'],
  ['zhang.wei', 'Zhang.Wei', 'too-common'],
  ['correct horse', 'zhang', null],
] as const)('[F2] the password %s of %s: %s', (password, account, why) =>
  expect(checkPassword(password, account)).toBe(why),
)

describe('[F6] roles', () => {
  test('an admin may everything; the others never keys, settings or system', () => {
    expect(rightsOf('admin')).toEqual(['*'])
    for (const role of ['operator', 'analyst'] as const) {
      for (const right of ['keys:read', 'keys:write', 'settings:write', 'system:write'])
        expect(rightsOf(role)).not.toContain(right)
    }
  })
  test('an analyst changes nothing, an operator may all an analyst may', () => {
    expect(rightsOf('analyst').every((right) => right.endsWith(':read'))).toBe(true)
    for (const right of rightsOf('analyst')) expect(rightsOf('operator')).toContain(right)
    for (const right of rightsOf('operator')) expect(rights).toContain(right)
  })
})

test('[F9] settings have defaults and refuse what is no zone, no day count, no date', () => {
  expect(workspaceSchema.parse({})).toEqual({ zone: 'Asia/Shanghai', goLiveAt: 0, assistedDays: 7 })
  for (const wrong of [{ zone: 'Mars' }, { zone: '' }, { assistedDays: 0 }, { assistedDays: 31 }, { goLiveAt: -1 }])
    expect(workspaceSchema.safeParse(wrong).success).toBe(false)
})
