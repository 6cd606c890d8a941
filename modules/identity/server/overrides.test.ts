import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshPlatform, type TestPlatform } from '#platform/testing'
import type { Identities } from '../index.ts'
import { hearMerges, identityServer } from './index.ts'

let platform: TestPlatform
let ids: Identities
beforeAll(async () => {
  platform = await freshPlatform()
  ids = identityServer({ ...platform, onChange: async () => undefined })
  platform.outbox.subscribe(hearMerges(platform.olap))
  await platform.outbox.start()
})
afterAll(() => platform.close())

const see = async (...claims: [string, string][]) => {
  const list = claims.map(([type, value]) => ({ type, value }))
  const [one] = await ids.resolve([{ at: 1, trust: 'server', claims: list }])
  return one?.person ?? ''
}
/** What a report takes a person of an event for. */
const seenAs = async (...persons: string[]) => {
  const list = persons.map((p) => `dictGetOrDefault('person_override', 'kept', toUInt64(${p}), toUInt64(${p}))`)
  return (await platform.olap.bytes(`select ${list.join()} format TSV`)).toString().trim().split('\t')
}

test('[I16] reports take every merged person for the end of the chain, however the merges arrive', async () => {
  const [c, b, a] = [await see(['login_id', 'c']), await see(['member_id', 'b']), await see(['unionid', 'a'])]
  const apart = await see(['login_id', 'apart'])
  await see(['unionid', 'a'], ['member_id', 'b'])
  await platform.outbox.settled()
  expect(await seenAs(a, b, c, apart)).toEqual([b, b, c, apart])
  await see(['member_id', 'b'], ['login_id', 'c'])
  await platform.outbox.settled()
  expect(await seenAs(a, b, c, apart)).toEqual([c, c, c, apart])
})

test('[I16] also when several merges of one chain arrive in one delivery, the last first', async () => {
  await platform.outbox.stop()
  const people: string[] = []
  for (const n of [1, 2, 3, 4, 5]) people.push(await see([n === 1 ? 'login_id' : 'member_id', `long${n}`]))
  for (const n of [4, 3, 2]) await see(['member_id', `long${n}`], ['member_id', `long${n + 1}`])
  await see(['login_id', 'long1'], ['member_id', 'long5'])
  await platform.outbox.start()
  await platform.outbox.settled()
  expect(await seenAs(...people)).toEqual(people.map(() => people[0]))
})
