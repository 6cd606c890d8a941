import { afterAll, beforeAll, expect, test } from 'vitest'
import { no, ok } from '#kit/result'
import { hour, minute } from '#kit/time'
import { createVault } from '#platform/crypto'
import { freshPostgres, testClock } from '#platform/testing'
import type { Trouble } from '../core/trouble.ts'
import { withRetries } from './calling.ts'
import { Limits } from './limits.ts'
import { Tokens } from './tokens.ts'

let opened: Awaited<ReturnType<typeof freshPostgres>>
const clock = testClock()
const vault = createVault(Buffer.alloc(32, 7))
let account = ''
beforeAll(async () => {
  opened = await freshPostgres()
  const row = await opened.postgres.pool.query(`insert into carriers_account
    (kind, name, settings, secrets, key_hash, key_sealed, created_by, created_at)
    values ('wecom', 'a', '{}', '', 'k', '', 'x', now()) returning id`)
  account = row.rows[0].id
})
afterAll(() => opened.close())

const tokens = () => new Tokens({ postgres: opened.postgres, vault, now: clock })

test('[C3] two processes and ten callers fetch one token; it is renewed before its end, and once when it is refused', async () => {
  let fetched = 0
  const fetch = async () => ok({ token: `t${++fetched}`, seconds: 7200 })
  const [one, other] = [tokens(), tokens()]
  const got = await Promise.all(
    [one, other].flatMap((each) => [1, 2, 3, 4, 5].map(() => each.get(account, 'access_token', fetch))),
  )
  expect(new Set(got.map((each) => each.ok && each.value))).toEqual(new Set(['t1']))
  // Refused to both: whoever is first fetches, the other takes what is there.
  const again = await Promise.all([one, other].map((each) => each.get(account, 'access_token', fetch, 't1')))
  expect(again).toEqual([ok('t2'), ok('t2')])
  clock.advance(2 * hour - 4 * minute)
  expect(await other.get(account, 'access_token', fetch)).toEqual(ok('t3'))
  expect(await tokens().get(account, 'access_token', fetch)).toEqual(ok('t3'))
})

test('[C3] what cannot be fetched is said, and fetched by the next who asks', async () => {
  const trouble: Trouble = { meaning: 'setup', code: 40001, text: 'bad secret', advice: { zh: '', en: '' } }
  const all = tokens()
  expect(await all.get(account, 'ticket', async () => no(trouble))).toEqual(no(trouble))
  expect(await all.get(account, 'ticket', async () => ok({ token: 'x', seconds: 60 }))).toEqual(ok('x'))
})

test('[C5] calls keep below the limits of a minute and an hour; after a refusal nothing goes there for a while', () => {
  const limits = new Limits(clock)
  const rate = { perMinute: 3, perHour: 5 }
  clock.set('2026-06-01T10:00:20Z')
  const take = () => limits.take('a', rate)
  expect([take(), take(), take(), take()]).toEqual([0, 0, 0, 40_000])
  expect(limits.take('b', rate)).toBe(0)
  clock.set('2026-06-01T10:01:00Z')
  expect([take(), take(), take()]).toEqual([0, 0, 59 * minute])
  clock.set('2026-06-01T11:00:00Z')
  limits.block('a', minute)
  expect(take()).toBe(minute)
  clock.advance(minute)
  expect(take()).toBe(0)
})

test('[C4] only what is worth it is tried again, and not for ever', async () => {
  const busy: Trouble = { meaning: 'busy', code: -1, text: '', advice: { zh: '', en: '' } }
  let tries = 0
  const always = async () => no({ ...busy, code: ++tries })
  expect(await withRetries(always, ({ meaning }) => meaning === 'busy', [1, 1])).toMatchObject({ refusal: { code: 3 } })
  expect(await withRetries(always, () => false, [1, 1])).toMatchObject({ refusal: { code: 4 } })
})
