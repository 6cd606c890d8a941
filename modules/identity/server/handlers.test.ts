import { call } from '@orpc/server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RequestContext } from '#platform/http/context'
import { settingsOf } from '#platform/settings'
import { freshPlatform, type TestPlatform } from '#platform/testing'
import { claimOf } from '../core/fixture.ts'
import { policySchema } from '../core/policy.ts'
import type { Claim } from '../index.ts'
import { identityHandlers, identityServer, rulesFrom } from './index.ts'

const context: RequestContext = {
  actor: { kind: 'staff', id: '7', name: 'test', rights: ['*'] },
  ...{ requestId: 'r', ip: '::1', userAgent: '', language: 'zh' },
  cookie: () => undefined,
  setCookie: () => undefined,
}
const with_ = { context }

let platform: TestPlatform
let ids: ReturnType<typeof identityServer>
let api: ReturnType<typeof identityHandlers>
beforeAll(async () => {
  platform = await freshPlatform()
  const policy = settingsOf(platform.postgres, 'identity', policySchema, platform.clock)
  ids = identityServer({ ...platform, onChange: async () => undefined, rules: rulesFrom(policy) })
  api = identityHandlers({ ...platform, identities: ids, policy })
})
afterAll(() => platform.close())

const day = 86_400_000
const see = async (at: number, ...claims: (string | Claim)[]) => {
  const list = claims.map((claim) => (typeof claim === 'string' ? claimOf(claim) : claim))
  const [one] = await ids.resolve([{ at, trust: 'server', origin: 'source:1', claims: list }])
  return one?.person ?? ''
}
const reason = '电话核实'
const open = async () => (await call(api.doubts, {}, with_)).items

test('[I26] the graph shows ids masked with strength and origin; a merge by hand can be seen first and undone', async () => {
  const a = await see(1, 'unionid oGRAPHUNION1', 'anonymous_id graph')
  const b = await see(2, 'phone 13800000201')
  const preview = await call(api.previewMerge, { one: a, other: b }, with_)
  expect(preview).toMatchObject({ kept: a, refusal: null, sides: [{ person: a }, { person: b }] })
  expect(await call(api.merge, { one: b, other: a, reason }, with_)).toEqual({ person: a })
  const graph = await call(api.graph, { id: b }, with_)
  expect(graph.strands).toEqual([a, b])
  expect(graph.identities.map(({ value, strength, origin }) => [value, strength, origin])).toEqual([
    ['o****', 'strong', 'source:1'],
    ['graph', 'weak', 'source:1'],
    ['138****0201', 'strong', 'source:1'],
  ])
  expect(graph.merges).toMatchObject([{ because: { type: 'hand' }, hand: { by: 'staff:7', reason }, undone: null }])
  const mergeId = graph.merges[0]?.id ?? ''
  const { sides } = await call(api.previewUndo, { id: a, mergeId }, with_)
  expect(sides.map((side) => [side.person, side.identities.length])).toEqual([
    [a, 2],
    [b, 1],
  ])
  expect(await call(api.undoMerge, { id: a, mergeId, reason }, with_)).toEqual({ persons: [a, b] })
  await expect(call(api.undoMerge, { id: a, mergeId, reason }, with_)).rejects.toMatchObject({ status: 404 })
  const apart = await call(api.graph, { id: a }, with_)
  expect(apart.apart).toMatchObject([{ person: b, reason }])
  expect(apart.merges).toMatchObject([{ undone: { by: 'staff:7', reason } }])
  await call(api.merge, { one: a, other: b, reason }, with_)
  expect((await call(api.graph, { id: a }, with_)).apart).toEqual([])
})

test('[I26] two logins are not merged by hand either, and an id goes its own way by hand', async () => {
  const [a, b] = [await see(1, 'login_id hand-a', 'phone 13800000202'), await see(1, 'login_id hand-b')]
  expect(await call(api.previewMerge, { one: a, other: b }, with_)).toMatchObject({
    refusal: 'over-limit',
    limit: 'login_id',
  })
  await expect(call(api.merge, { one: a, other: b, reason }, with_)).rejects.toMatchObject({ status: 409 })
  const phone = (await call(api.graph, { id: a }, with_)).identities.find(({ type }) => type === 'phone')
  const preview = await call(api.previewUnbind, { id: a, identityId: phone?.id ?? '' }, with_)
  expect(preview).toMatchObject({ stays: { person: a, identities: [{ type: 'login_id' }] }, goes: { type: 'phone' } })
  expect([preview.refusal, preview.stays.identities.length]).toEqual([null, 1])
  const foreign = call(api.previewUnbind, { id: b, identityId: phone?.id ?? '' }, with_)
  await expect(foreign).rejects.toMatchObject({ status: 404 })
  const { person } = await call(api.unbind, { id: a, identityId: phone?.id ?? '', reason }, with_)
  expect(await ids.lookup('phone', '13800000202')).toBe(person)
  expect((await call(api.graph, { id: a }, with_)).earlier).toMatchObject([{ type: 'phone', why: 'unbound', person }])
  const only = (await call(api.graph, { id: person }, with_)).identities[0]
  const alone = await call(api.previewUnbind, { id: person, identityId: only?.id ?? '' }, with_)
  expect(alone).toMatchObject({ refusal: 'only-id', stays: { identities: [] } })
  const again = call(api.unbind, { id: person, identityId: only?.id ?? '', reason }, with_)
  await expect(again).rejects.toMatchObject({ status: 409 })
  // Taken back by a merge like any other.
  expect(await call(api.merge, { one: a, other: person, reason }, with_)).toEqual({ person: a })
  expect(await ids.lookup('phone', '13800000202')).toBe(a)
  const audit = await platform.postgres.pool.query(
    `select subject, detail->>'reason' as reason from platform_audit where action = 'person.unbound'`,
  )
  expect(audit.rows).toEqual([{ subject: a, reason }])
})

test('[I27] merges that wait are decided once: merged, kept apart, or the phone goes to its new owner', async () => {
  const remark: Claim = { type: 'phone', value: '13800000203', from: 'remark' }
  const known = await see(1, 'member_id doubt', 'phone 13800000203')
  const follower = await see(2, 'external_userid:ww doubt', remark)
  const [doubt] = await open()
  expect(doubt).toMatchObject({ why: 'only-remarked', choices: ['merge', 'apart'], origin: 'source:1' })
  expect([doubt?.one.person, doubt?.other.person]).toEqual([follower, known])
  const id = doubt?.id ?? ''
  await expect(call(api.decide, { id, decision: 'undo', reason }, with_)).rejects.toMatchObject({ status: 422 })
  await call(api.decide, { id, decision: 'merge', reason }, with_)
  expect(await ids.standing(follower)).toBe(known)
  await expect(call(api.decide, { id, decision: 'apart', reason }, with_)).rejects.toMatchObject({ status: 409 })
  expect(await open()).toEqual([])

  const old = await see(0, 'unionid doubt-old', 'phone 13800000204')
  const fresh = await see(400 * day, 'unionid doubt-new', 'phone 13800000204')
  const [recycled] = await open()
  expect(recycled).toMatchObject({ why: 'recycled', choices: ['transfer', 'merge', 'apart'] })
  await call(api.decide, { id: recycled?.id ?? '', decision: 'transfer', reason }, with_)
  expect(await ids.lookup('phone', '13800000204')).toBe(fresh)
  expect(await see(day, 'phone 13800000204')).toBe(old)
  const decided = await call(api.doubts, { state: 'decided' }, with_)
  expect(decided.items.map(({ decided: by }) => by?.decision)).toEqual(['transfer', 'merge'])
  expect(await call(api.doubtCount, undefined, with_)).toEqual({ open: 0 })
})

test('[I27] a merge over a phone of too many people is kept or undone', async () => {
  for (const n of [1, 2, 3, 4, 5, 6]) await see(n, `member_id shared${n}`)
  for (const n of [1, 2, 3, 4, 5, 6]) await see(10, `member_id shared${n}`, 'phone 13800000205')
  const asked = await open()
  expect(asked.map(({ why }) => why)).toEqual(['shared', 'shared', 'shared', 'shared'])
  await call(api.decide, { id: asked[0]?.id ?? '', decision: 'keep', reason }, with_)
  await call(api.decide, { id: asked[1]?.id ?? '', decision: 'undo', reason }, with_)
  expect(await open()).toHaveLength(2)
})

test('[I25] the policy is read and replaced with a version', async () => {
  const before = await call(api.policy, undefined, with_)
  const { version, ...policy } = before
  const after = await call(api.changePolicy, { ...policy, maxSize: 50 }, with_)
  expect([after.maxSize, after.version]).toEqual([50, version + 1])
})

test('[I32] every version of the policy is kept, and a new one says first how many known ids it would block', async () => {
  for (const n of [1, 2, 3]) await see(500 + n, `phone 1890000010${n}`)
  const { version, ...now } = await call(api.policy, undefined, with_)
  const next = { ...now, maxSize: 150, blocked: [...now.blocked, { type: 'phone', value: '+86189000001*' }] }
  expect(await call(api.previewPolicy, next, with_)).toEqual({
    ids: 3,
    types: [{ type: 'phone', ids: 3 }],
    exact: true,
  })
  expect(await call(api.previewPolicy, now, with_)).toEqual({ ids: 0, types: [], exact: true })
  const changed = await call(api.changePolicy, next, with_)
  expect(changed.version).toBeGreaterThan(version)
  // Blocked already: the same policy blocks nobody anew.
  expect(await call(api.previewPolicy, next, with_)).toMatchObject({ ids: 0 })
  const { items } = await call(api.policyVersions, undefined, with_)
  expect(items[0]).toMatchObject({ version: changed.version, by: 'staff:7', policy: { maxSize: 150 } })
  expect(items.map((one) => one.version)).toEqual(items.map((one) => one.version).toSorted((a, b) => b - a))
  await call(api.changePolicy, now, with_)
})
