import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshPlatform, type TestPlatform } from '#platform/testing'
import { claimOf } from '../core/fixture.ts'
import { type Policy, policySchema, rulesOf } from '../core/policy.ts'
import type { Claim } from '../index.ts'
import { hearMerges, identityServer } from './index.ts'
import type { IdentityTables } from './tables.ts'

let platform: TestPlatform
let ids: ReturnType<typeof identityServer>
let rules = rulesOf(policySchema.parse({}))
const change = (policy: Partial<Policy>) => {
  rules = rulesOf(policySchema.parse(policy))
}
const another = () => identityServer({ ...platform, onChange: async () => undefined, rules: async () => rules })
beforeAll(async () => {
  platform = await freshPlatform()
  ids = another()
  platform.outbox.subscribe(hearMerges(platform.olap))
  await platform.outbox.start()
})
afterAll(() => platform.close())

const hand = { by: 'staff:7', reason: '录错了' }
const said = (at: number, ...claims: (string | Claim)[]) => ({
  at,
  trust: 'server' as const,
  claims: claims.map((claim) => (typeof claim === 'string' ? claimOf(claim) : claim)),
})
const see = async (at: number, ...claims: (string | Claim)[]) => {
  const [one] = await ids.resolve([said(at, ...claims)])
  return one?.person ?? ''
}
const doubts = () => platform.postgres.tables<IdentityTables>().selectFrom('identity_doubt').selectAll().execute()

describe('[I19] a merge undone', () => {
  test('both sides stand again, from memory and from the store, and the same evidence parts no more', async () => {
    const a = await see(1, 'login_id undo-a')
    const b = await see(2, 'member_id undo-b')
    await see(3, 'login_id undo-a', 'member_id undo-b')
    const c = await see(4, 'member_id undo-b', 'device_id undo-c')
    expect([b > a, c]).toEqual([true, a])
    const [merge] = await ids.merges(a)
    expect(await ids.undoMerge(a, '999999', hand)).toBeNull()
    const sides = await ids.undoMerge(b, merge?.id ?? '', hand)
    expect(sides).toMatchObject([
      { person: a, strands: [a], known: true },
      { person: b, strands: [b], known: true },
    ])
    for (const house of [ids, another()]) {
      const found = await Promise.all(
        ['undo-b', 'undo-c'].map((value, i) => house.lookup(i ? 'device_id' : 'member_id', value)),
      )
      expect(found).toEqual([b, b])
    }
    expect(await see(5, 'device_id undo-c')).toBe(b)
    const [again] = await ids.resolve([said(6, 'login_id undo-a', 'member_id undo-b')])
    expect(again).toMatchObject({ person: a, refused: [{ why: 'kept-apart' }] })
    expect(await ids.merges(a)).toEqual([])
  })

  test('of a chain parts exactly there, and the dictionary of reports follows', async () => {
    const [a, b, c] = [await see(1, 'login_id ch-a'), await see(1, 'member_id ch-b'), await see(1, 'unionid ch-c')]
    await see(2, 'member_id ch-b', 'unionid ch-c')
    await see(3, 'login_id ch-a', 'member_id ch-b')
    const last = (await ids.merges(a)).at(-1)
    await ids.undoMerge(a, last?.id ?? '', hand)
    const seenAs = async () => {
      const list = [a, b, c].map((p) => `dictGetOrDefault('person_override', 'kept', toUInt64(${p}), toUInt64(${p}))`)
      return (await platform.olap.bytes(`select ${list.join()} format TSV`)).toString().trim().split('\t')
    }
    expect(await seenAs()).toEqual([a, b, b])
    const [first] = await ids.merges(b)
    await ids.undoMerge(b, first?.id ?? '', hand)
    expect(await seenAs()).toEqual([a, b, c])
  })
})

describe('[I20] an id unbound', () => {
  test('goes its own way in memory and in the store, and late evidence finds who had it', async () => {
    const owner = await see(1000, 'login_id unbind', 'phone 13800000101')
    await ids.unbind([said(5000, 'phone 13800000101', 'phone 13899999999')])
    const now = await see(6000, 'phone 13800000101')
    expect(now).not.toBe(owner)
    expect(await ids.lookup('phone', '13800000101')).toBe(now)
    for (const house of [ids, another()]) {
      const [late, today] = await house.resolve([said(4000, 'phone 13800000101'), said(7000, 'phone 13800000101')])
      expect([late?.person, today?.person]).toEqual([owner, now])
    }
  })

  test('[I15] a device that moved answers late evidence with whose it was, warm and cold', async () => {
    const first = await see(1000, 'login_id late1', 'anonymous_id late')
    const second = await see(5000, 'login_id late2', 'anonymous_id late')
    for (const house of [ids, another()]) {
      const [late, today] = await house.resolve([said(3000, 'anonymous_id late'), said(6000, 'anonymous_id late')])
      expect([late?.person, today?.person]).toEqual([first, second])
    }
  })
})

describe('[I22] a phone of too many people', () => {
  test('finds nobody any more, and the merges made over it wait for a human', async () => {
    for (const n of [1, 2, 3, 4, 5, 6]) await see(n, `member_id till${n}`)
    for (const n of [1, 2, 3, 4, 5, 6]) await see(10, `member_id till${n}`, 'phone 13800000102')
    const one = (await ids.lookup('member_id', 'till1')) ?? ''
    expect(await ids.lookup('member_id', 'till6')).not.toBe(one)
    for (const house of [ids, another()]) {
      const [order] = await house.resolve([said(20, 'phone 13800000102')])
      expect(order).toMatchObject({ person: null, refused: [{ why: 'shared-value' }] })
    }
    const asked = (await doubts()).filter((doubt) => doubt.why === 'shared')
    expect(asked.map((doubt) => doubt.merge).sort()).toEqual((await ids.merges(one)).map(({ id }) => id).sort())
    expect(asked).toHaveLength(4)
  })
})

describe('[I7] merges that wait for a human', () => {
  test('are kept once, however often the evidence comes', async () => {
    change({ maxSize: 3 })
    await see(1, 'login_id big', 'anonymous_id big1', 'anonymous_id big2')
    await see(1, 'member_id big', 'anonymous_id big3')
    for (const n of [1, 2, 3]) await see(n, 'login_id big', 'member_id big')
    await see(4, 'external_userid:ww w1')
    await see(4, 'member_id remarked', 'phone 13800000103')
    for (const n of [5, 6])
      await see(n, 'external_userid:ww w1', { type: 'phone', value: '13800000103', from: 'remark' })
    const open = (await doubts()).filter((doubt) => doubt.why !== 'shared')
    expect(open.map((doubt) => doubt.why)).toEqual(['too-large', 'only-remarked'])
  })

  test('[I25] a changed policy counts at once, also for what memory holds', async () => {
    change({})
    await see(1, 'login_id policy')
    await see(2, 'login_id policy')
    change({ blocked: [{ value: 'policy' }] })
    await see(3, 'login_id something-new')
    const [now] = await ids.resolve([said(4, 'login_id policy')])
    expect(now).toMatchObject({ person: null, refused: [{ why: 'blocked-value' }] })
  })
})
