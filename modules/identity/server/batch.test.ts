import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshPlatform, type TestPlatform } from '#platform/testing'
import { policySchema, rulesOf } from '../core/policy.ts'
import type { Claim, Evidence } from '../index.ts'
import { identityServer } from './index.ts'

let platform: TestPlatform
beforeAll(async () => {
  platform = await freshPlatform()
})
afterAll(() => platform.close())

const values = { login_id: 3, member_id: 3, unionid: 2, phone: 3, 'openid:wx': 2, anonymous_id: 3, order: 2 }
const claim = fc
  .constantFrom(...Object.entries(values))
  .chain(([type, count]) =>
    fc.record({ type: fc.constant(type), n: fc.nat(count - 1), from: fc.option(fc.constant('remark' as const)) }),
  )
type Said = { at: number; trust: 'client' | 'server'; claims: { type: string; n: number; from: 'remark' | null }[] }
const evidence: fc.Arbitrary<Said> = fc.record({
  at: fc.integer({ min: 1, max: 9 }).map((n) => n * 1000),
  trust: fc.constantFrom('client', 'server', 'server'),
  claims: fc.array(claim, { minLength: 1, maxLength: 3 }),
})
const policy = fc.constantFrom(
  {},
  { maxSize: 4 },
  { kinds: { phone: { priority: 5, perPerson: 5, perValue: 2 } } },
  { kinds: { anonymous_id: { priority: 11, perPerson: null, perValue: 2 } } },
)

/** The same evidence about other people: every value has this world's number in it. */
const inWorld = (world: number, list: readonly Said[]): Evidence[] =>
  list.map(({ at, trust, claims }) => ({
    ...{ at, trust },
    claims: claims.map(({ type, n, from }): Claim => {
      const value =
        type === 'phone' ? `138${String(world).padStart(7, '0')}${n}` : `${type} number ${n} of world ${world}`
      return from && type === 'phone' ? { type, value, from } : { type, value }
    }),
  }))

/** All that is stored since `from`, with numbers told by their order: gaps between them say nothing. */
async function stored(from: number) {
  const db = platform.postgres.tables<object>()
  const rows = async (text: string) => (await sql.raw<Record<string, unknown>>(text).execute(db)).rows
  const after = (column: string) => `where ${column} > ${from}`
  const all = {
    handles: await rows(
      `select id, type, strong, person, strand, first_seen, marked, shared_at from identity_handle ${after('id')} order by id`,
    ),
    past: await rows(`select handle, strand, until, why from identity_past ${after('handle')} order by handle, until`),
    seen: await rows(`select handle, strand from identity_seen ${after('handle')} order by handle, strand`),
    strands: await rows(`select strand, person from identity_strand ${after('strand')} order by strand`),
    merges: await rows(
      `select kept, gone, lead, other, over, because->>'type' as type, at from identity_merge ${after('kept')} order by id`,
    ),
    doubts: await rows(
      `select one, other, why, over, because->>'type' as type, at from identity_doubt ${after('one')} order by id`,
    ),
    hearsay: await rows(
      `select person, type, first_seen from identity_unverified ${after('person')} order by person, type, first_seen`,
    ),
  }
  const isNumber = (value: unknown): value is string => typeof value === 'string' && /^\d+$/.test(value)
  const numbers = Object.values(all).flatMap((list) => list.flatMap((row) => Object.values(row).filter(isNumber)))
  const order = new Map([...new Set(numbers)].sort((a, b) => Number(a) - Number(b)).map((n, i) => [n, i]))
  const told = (row: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(row).map(([key, value]) => [key, isNumber(value) ? order.get(value) : value]))
  return Object.fromEntries(Object.entries(all).map(([name, list]) => [name, list.map(told)]))
}

test('[I9] a batch stores what its evidence stores one after the other', async () => {
  let world = 0
  const last = async () => {
    const rows = await sql<{ n: string }>`select nextval('identity_number') as n`.execute(
      platform.postgres.tables<object>(),
    )
    return Number(rows.rows[0]?.n)
  }
  const counts = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(
      fc.array(evidence, { maxLength: 6 }),
      fc.array(evidence, { minLength: 1, maxLength: 12 }),
      policy,
      async (before, batch, limits) => {
        const rules = rulesOf(policySchema.parse(limits))
        const house = () => identityServer({ ...platform, onChange: async () => undefined, rules: async () => rules })
        const [one, other] = [house(), house()]
        const start = await last()
        await one.resolve(inWorld(++world, before))
        await one.resolve(inWorld(world, batch))
        const atOnce = await stored(start)
        const next = await last()
        for (const each of inWorld(++world, [...before, ...batch])) await other.resolve([each])
        expect(await stored(next)).toEqual(atOnce)
        for (const [name, list] of Object.entries(atOnce)) counts.set(name, (counts.get(name) ?? 0) + list.length)
      },
    ),
    { numRuns: 45 },
  )
  // All of it happened.
  expect([...counts.values()].every((n) => n > 5)).toBe(true)
}, 60_000)
