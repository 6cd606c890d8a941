import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Identities, identityErased } from '#modules/identity'
import { freshPlatform, type TestPlatform } from '#platform/testing'
import { identityServer } from '../../identity/server/index.ts'
import type { Incoming } from '../core/event.ts'
import { shareOpened } from '../index.ts'
import { deleteShares, forgetShares, type OpenedShare, shareBook } from './shares.ts'

let platform: TestPlatform
let identities: Identities
const told: unknown[] = []
const source = { id: 1, kind: 'client', slug: 'mini', dailyQuota: null } as const

beforeAll(async () => {
  platform = await freshPlatform()
  identities = identityServer({ ...platform, onChange: async () => undefined })
  const handle = async (_tx: unknown, facts: readonly { payload: unknown }[]) =>
    void told.push(...facts.map(({ payload }) => payload))
  platform.outbox.subscribe({ consumer: 'test', topics: [shareOpened], handle })
  platform.outbox.subscribe(forgetShares())
  await platform.outbox.start()
})
afterAll(() => platform.close())

const book = (opened: readonly OpenedShare[]) => shareBook({ ...platform, identities })(opened)
const rows = async () =>
  (await platform.postgres.pool.query('select inviter, person, source from intake_share order by id')).rows

/** A visit of a device by the share of another one; the event is what a collector hands on. */
async function visit(device: string, by: string, more: Partial<OpenedShare> & { at?: number } = {}) {
  const at = more.at ?? platform.clock()
  const claims = [{ type: 'device_id', value: device }]
  const [resolved] = await identities.resolve([{ at, trust: 'server', claims }])
  const share = {
    by: [
      { type: 'login_id', value: by },
      { type: 'device_id', value: by },
    ],
    depth: 1,
    path: null,
    method: null,
  }
  const event: Incoming = {
    ...{ messageId: `${device}-${at}`, type: 'track', event: '$MPShow', at, claims },
    ...{ properties: {}, context: {}, profile: null, share, unbind: null },
  }
  return { source, event, identity: resolved?.identity ?? '', strand: resolved?.strand ?? '', ...more }
}

test('[T41] a visit by a share is kept and told once: start and showing, and a request sent again, are one visit', async () => {
  const ann = await visit('ann', 'nobody')
  const at = platform.clock()
  const bob = await visit('bob', 'ann')
  await book([ann, bob, await visit('bob', 'ann', { at: at + 50 })])
  await book([bob])
  await book([await visit('bob', 'ann', { at: at + 3_600_000 })])
  await platform.outbox.settled()
  const edge = { inviter: ann.strand, person: bob.strand, source: 1 }
  expect(await rows()).toEqual([edge, edge])
  expect(told).toMatchObject([edge, edge])
  expect(told[0]).toMatchObject({ trust: 'client', identity: bob.identity, at, depth: 1 })
})

test('[T41] a sharer nobody knows and oneself, also under another id, bring nobody', async () => {
  const before = (await rows()).length
  const twin = await visit('twin', 'nobody')
  const both = [{ type: 'login_id', value: 'me' }]
  for (const device of ['twin', 'other'])
    await identities.resolve([{ at: 1, trust: 'server', claims: [...both, { type: 'device_id', value: device }] }])
  await book([twin, await visit('twin', 'twin'), await visit('twin', 'other'), await visit('other', 'me')])
  expect(await rows()).toHaveLength(before)
})

test('[T41] a visit is kept by the strands it came with: undoing a merge leaves each side its own', async () => {
  const house = identityServer({ ...platform, onChange: async () => undefined })
  const merge = [{ type: 'login_id', value: 'twins' }]
  const [kay, lee] = [await visit('kay', 'nobody'), await visit('lee', 'nobody')]
  for (const device of ['kay', 'lee'])
    await house.resolve([{ at: 1, trust: 'server', claims: [...merge, { type: 'device_id', value: device }] }])
  await book([await visit('zoe', 'lee')])
  expect((await rows()).at(-1)).toMatchObject({ inviter: lee.strand })
  const [made] = await house.merges(kay.strand)
  await house.undoMerge(kay.strand, made?.id ?? '', { by: 'test', reason: 'two people' })
  expect(await house.strands(lee.strand)).toEqual([lee.strand])
})

test('[T41] erasing either side, or the source, takes the visit away', async () => {
  const [eve, kim] = [await visit('eve', 'ann'), await visit('kim', 'eve')]
  await book([eve, kim, await visit('kim', 'ann', { source: { ...source, id: 2 } })])
  const before = (await rows()).length
  await platform.postgres.transaction((tx) => deleteShares(tx, 2))
  expect(await rows()).toHaveLength(before - 1)
  await platform.postgres.transaction((tx) => platform.outbox.publish(tx, identityErased, { persons: [eve.strand] }))
  platform.outbox.kick()
  await platform.outbox.settled()
  const left = await rows()
  expect(left).toHaveLength(before - 3)
  expect(left.flatMap(({ inviter, person }) => [inviter, person])).not.toContain(eve.strand)
})
