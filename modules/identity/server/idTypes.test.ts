import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshPlatform, type TestPlatform } from '#platform/testing'
import { claimOf } from '../core/fixture.ts'
import { policySchema, rulesOf } from '../core/policy.ts'
import { copyAllIdTypes, copyIdTypes, countShared, identityServer } from './index.ts'

let platform: TestPlatform
let house: ReturnType<typeof identityServer>
beforeAll(async () => {
  platform = await freshPlatform()
  const rules = rulesOf(policySchema.parse({}))
  house = identityServer({ ...platform, onChange: async () => undefined, rules: async () => rules })
  platform.outbox.subscribe(copyIdTypes(platform.olap))
  await platform.outbox.start()
})
afterAll(() => platform.close())

async function said(trust: 'server' | 'client', ...claims: string[]): Promise<string> {
  const [one] = await house.resolve([{ at: 1, trust, claims: claims.map(claimOf) }])
  return one?.strand ?? ''
}

interface Copy {
  types: string[]
  hearsay: string[]
}

async function copies(): Promise<Map<string, Copy>> {
  await platform.outbox.settled()
  const text = await platform.olap.bytes(`select toString(strand) as strand, arraySort(types) as types,
    arraySort(hearsay) as hearsay from id_types final where notEmpty(types) or notEmpty(hearsay) format JSONEachRow`)
  const rows = text.toString('utf8').split('\n').filter(Boolean)
  return new Map(
    rows.map((row) => JSON.parse(row) as Copy & { strand: string }).map(({ strand, ...copy }) => [strand, copy]),
  )
}

test('[I29] the shared log has the types of ids of each strand, with hearsay apart, and nothing of mere visitors', async () => {
  await said('client', 'anonymous_id passer-by', 'device_id tablet-1')
  const fan = await said('server', 'openid:wx1 o-1', 'anonymous_id seen-1')
  const buyer = await said('client', 'anonymous_id seen-2', 'phone 13900000001')
  expect(await copies()).toEqual(
    new Map([
      [fan, { types: ['openid:wx1'], hearsay: [] }],
      [buyer, { types: [], hearsay: ['phone'] }],
    ]),
  )
})

test('[I29] a merge leaves the strands as they are; unbinding and erasing take their types away', async () => {
  const a = await said('server', 'login_id a', 'phone 13900000002')
  const b = await said('server', 'member_id b')
  expect(b).not.toBe(a)
  await said('server', 'login_id a', 'member_id b')
  const merged = await copies()
  expect(merged.get(a)).toEqual({ types: ['login_id', 'phone'], hearsay: [] })
  expect(merged.get(b)).toEqual({ types: ['member_id'], hearsay: [] })
  await house.unbind([{ at: 2, trust: 'server', claims: [claimOf('phone 13900000002')] }])
  const unbound = await copies()
  expect(unbound.get(a)).toEqual({ types: ['login_id'], hearsay: [] })
  expect([...unbound.values()].filter(({ types }) => types.includes('phone'))).toHaveLength(1)
  await house.erase([{ person: a, all: [a, b] }], async () => undefined)
  const erased = await copies()
  expect([erased.has(a), erased.has(b)]).toEqual([false, false])
})

test('[I29] a log without a copy is filled from the ids there are, one with a copy is left alone', async () => {
  const before = await copies()
  expect(before.size).toBeGreaterThan(2)
  await platform.olap.command('truncate table id_types')
  await copyAllIdTypes(platform.postgres, platform.olap)
  expect(await copies()).toEqual(before)
  await platform.olap.command(`alter table id_types delete where 1 settings mutations_sync = 2`)
  await platform.olap.insert('id_types', [{ strand: '1', version: '1', types: ['phone'], hearsay: [] }])
  await copyAllIdTypes(platform.postgres, platform.olap)
  expect((await copies()).size).toBe(1)
})

test('[N31] values on too many people are counted by type', async () => {
  expect(await countShared(platform.postgres)).toEqual([])
  for (let i = 0; i < 8; i += 1) await said('server', `login_id guest-${i}`, 'device_id till-1')
  expect(await countShared(platform.postgres)).toEqual([{ type: 'device_id', values: 1 }])
})
