import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PersonChanges } from '#modules/identity'
import { freshPlatform, type TestPlatform } from '#platform/testing'
import { wholesOf } from '../../identity/core/strands.ts'
import type { Merging } from '../core/members.ts'
import { followPersons } from './index.ts'

let platform: TestPlatform
let follow: ReturnType<typeof followPersons>
const goLive = 5000
beforeAll(async () => {
  platform = await freshPlatform()
  follow = followPersons({ ...platform, goLiveAt: async () => goLive })
})
afterAll(() => platform.close())

const people = 6
const who = fc.nat(people - 1)
const some = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: null, freq: 2 })
const person = fc.record({
  seen: fc.nat(9),
  known: fc.boolean(),
  attributes: fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.oneof(fc.nat(9), fc.constantFrom('x', null)), {
    maxKeys: 3,
  }),
  owner: some(fc.constantFrom('staff:1', 'staff:2')),
  excluded: some(fc.constantFrom('test', 'staff')),
  phone: some(fc.record({ hash: fc.nat(3), verified: fc.boolean() })),
})
const proof = fc.record({
  person: who,
  kind: fc.constantFrom('order', 'carrier', 'list'),
  at: fc.nat(9).map((n) => n * 1000),
  inviter: some(who),
})
const world = fc.record({
  persons: fc.array(person, { minLength: people, maxLength: people }),
  proofs: fc.array(proof, { maxLength: 6 }),
  merges: fc.array(fc.tuple(who, who, fc.boolean()), { minLength: 1, maxLength: people - 1 }),
  undone: fc.nat(people),
})
type World = typeof world extends fc.Arbitrary<infer T> ? T : never
type Merge = Merging & { id: string }

let next = 0
const at = (base: number, n: number) => String(base + n)

/** Of two pairs of people in a row, those who stand at that time; the smaller number is kept. */
function mergesOf({ merges }: World, base: number): Merge[] {
  const stands = Array.from({ length: people }, (_, n) => n)
  return merges.flatMap(([one, other, first]) => {
    const [a, b] = [stands[one] ?? one, stands[other] ?? other]
    if (a === b) return []
    const [kept, gone] = a < b ? [a, b] : [b, a]
    for (let n = 0; n < people; n += 1) if (stands[n] === gone) stands[n] = kept
    next += 1
    return [{ id: String(next), kept: at(base, kept), gone: at(base, gone), prefer: at(base, first ? kept : gone) }]
  })
}

const run = (changes: Partial<PersonChanges>) =>
  platform.postgres.transaction((tx) => follow(tx, { born: [], known: [], merged: [], split: [], ...changes }))

async function fill({ persons, proofs }: World, base: number) {
  const db = platform.postgres.tables<object>()
  for (const [n, one] of persons.entries()) {
    await sql`insert into people_person (id, first_seen, known, attributes, owner, excluded) values (${at(base, n)},
      to_timestamp(${one.seen}), ${one.known}, ${JSON.stringify(one.attributes)}, ${one.owner}, ${one.excluded})`.execute(
      db,
    )
    if (one.phone)
      await sql`insert into people_private (person, field, hash, sealed, verified, updated_at) values (${at(base, n)},
        'phone', ${Buffer.of(one.phone.hash)}, ${Buffer.of(n)}, ${one.phone.verified}, to_timestamp(1))`.execute(db)
  }
  for (const [n, one] of proofs.entries()) {
    const inviter = one.inviter === null ? null : at(base, one.inviter)
    await sql`insert into people_entry (person, strand, identity, kind, at, inviter, inviter_strand)
      values (${at(base, one.person)}, ${at(base, one.person)}, ${at(base, 100 + n)}, ${one.kind},
        to_timestamp(${one.at / 1000}), ${inviter}, ${inviter})`.execute(db)
    await sql`insert into people_carrier (person, strand, identity, carrier, account, started)
      values (${at(base, one.person)}, ${at(base, one.person)}, ${at(base, 100 + n)}, 'wecom', 'w', to_timestamp(1))`.execute(
      db,
    )
  }
}

/** Everything that is kept of these people, without the numbers they have; of whoever is gone only who stands for them. */
async function kept(base: number) {
  const db = platform.postgres.tables<object>()
  const of = (name: string) => sql.raw(`(${name} - ${base})`)
  const rows = async (query: ReturnType<typeof sql>) => (await query.execute(db)).rows
  const range = sql`between ${base} and ${base + 99}`
  return {
    standing: await rows(sql`select ${of('id')} as n, first_seen, known, attributes, owner, excluded, entered_at, entry,
      ${of('inviter')} as inviter, source, own from people_person where id ${range} and merged_into is null order by id`),
    gone: await rows(sql`select ${of('id')} as n, ${of('merged_into')} as into, own from people_person
      where id ${range} and merged_into is not null order by id`),
    private: await rows(sql`select ${of('person')} as n, field, hash, sealed, verified from people_private
      where person ${range} order by person, field`),
    proofs:
      await rows(sql`select ${of('identity')} as n, kind, ${of('person')} as person, ${of('inviter')} as inviter, at
      from people_entry where person ${range} order by identity, kind`),
    carriers: await rows(sql`select ${of('identity')} as n, ${of('person')} as person from people_carrier
      where person ${range} order by identity`),
  }
}

/** The sides of a person when one of the merges is taken back. */
function split(merges: readonly Merge[], undone: number): PersonChanges['split'] {
  const joints = merges.map(({ id, kept, gone, prefer }) => ({
    id,
    lead: prefer,
    other: prefer === kept ? gone : kept,
  }))
  const out = joints[undone % joints.length]
  const ids = [...new Set(merges.flatMap(({ kept, gone }) => [kept, gone]))]
  const sides = wholesOf(
    ids,
    joints.filter((joint) => joint !== out),
  )
  return [sides.map((side) => ({ ...side, known: false }))]
}

test('[P56] merges written at once leave what the same merges one by one leave, and so does taking one back', async () => {
  let base = 1000
  await fc.assert(
    fc.asyncProperty(world, async (given) => {
      const [one, other] = [base, base + 500]
      base += 1000
      await fill(given, one)
      await fill(given, other)
      const merges = mergesOf(given, one)
      const same = mergesOf(given, other)
      if (merges.length === 0) return
      await run({ merged: merges })
      for (const merge of same) await run({ merged: [merge] })
      expect(await kept(one)).toEqual(await kept(other))
      await run({ split: split(merges, given.undone) })
      await run({ split: split(same, given.undone) })
      expect(await kept(one)).toEqual(await kept(other))
    }),
    { numRuns: 25 },
  )
}, 60_000)
