import { Analytics } from '@segment/analytics-node'
import { expect, test } from 'vitest'
import { type Api, apiOf, countEvents, dataFolder, segment, siyuProcess } from '../support/siyu.ts'

const people = 500
const before = 11
const after = 8
const names = ['Product Viewed', '$pageview', '$identify', 'Coupon Claimed']
const total = people * (before + 1 + after)

/** One visitor: looks around unknown, says who they are, comes back; `n` numbers their events. */
function visit(analytics: Analytics, who: number) {
  const anonymousId = `visitor-${who}`
  const userId = `login-${who}`
  for (let n = 0; n < before; n += 1) {
    const event = { anonymousId, properties: { n, sku: `sku-${n % 7}` } }
    if (n % 4 === 3) analytics.page({ ...event, name: 'Shop' })
    else analytics.track({ ...event, event: 'Product Viewed' })
  }
  analytics.identify({ anonymousId, userId, traits: { n: before, city: 'Hangzhou' } })
  for (let n = before + 1; n < total / people; n += 1) {
    // Half of the later events carry the login alone, as a server sends them.
    const ids = n % 2 === 0 ? { userId } : { userId, anonymousId }
    analytics.track({ ...ids, event: 'Coupon Claimed', properties: { n } })
  }
}

async function sendAll(url: string, writeKey: string): Promise<string[]> {
  const bodies: string[] = []
  const analytics = new Analytics({ writeKey, host: url, flushAt: 50 })
  analytics.on('http_request', ({ body }) => void bodies.push(body))
  const failed: unknown[] = []
  analytics.on('error', (error) => void failed.push(error))
  for (let who = 0; who < people; who += 1) visit(analytics, who)
  await analytics.closeAndFlush()
  expect(failed).toEqual([])
  return bodies
}

/** The numbers of a person's events, as their paged timeline shows them. */
async function numbersOf(api: Api, who: number): Promise<number[]> {
  const { id } = await api.people.lookup({ type: 'login_id', value: `login-${who}` })
  const seen: number[] = []
  let cursor: string | undefined
  do {
    const page = await api.people.timeline({
      id,
      facts: 'behaviour',
      limit: who < 100 ? 8 : 200,
      ...(cursor ? { cursor } : {}),
    })
    for (const item of page.items) seen.push(Number(item.detail['n']))
    cursor = page.next
  } while (cursor)
  return seen.sort((a, b) => a - b)
}

test('10,000 events of the Segment client: each stored once, 500 people with their anonymous past', async () => {
  const folder = dataFolder()
  const siyu = await siyuProcess({ folder })
  const api = apiOf(siyu.url)
  const { writeKey } = await api.sources.create({ name: 'shop', kind: 'server' })
  const bodies = await sendAll(siyu.url, writeKey)
  expect(await countEvents(api, names)).toBe(total)
  expect((await api.people.count()).all).toBe(people)
  const expected = Array.from({ length: total / people }, (_, n) => n)
  // The count says that none is lost; whose they are is read of every fifth.
  for (let from = 0; from < people; from += 50) {
    const some = Array.from({ length: 10 }, (_, i) => from + i * 5)
    const seen = await Promise.all(some.map((who) => numbersOf(api, who)))
    for (const one of seen) expect(one).toEqual(expected)
  }

  const again = async (url: string) => {
    const answers = await Promise.all(bodies.map((body) => segment(url, writeKey, body)))
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]))
  }
  await again(siyu.url)
  expect(await countEvents(api, names)).toBe(total)

  const ofHangzhou = { property: 'city', on: 'person', op: 'eq', value: 'Hangzhou' } as const
  const fromHangzhou = () => countEvents(api, ['Product Viewed', 'Coupon Claimed'], ofHangzhou)
  await expect.poll(fromHangzhou, { timeout: 5000 }).toBe(people * (after + 9))

  expect(await siyu.stop()).toBe(0)
  const restarted = await siyuProcess({ folder })
  await again(restarted.url)
  expect(await countEvents(apiOf(restarted.url), names)).toBe(total)
  expect((await apiOf(restarted.url).people.count()).all).toBe(people)
}, 180_000)

test('[T7] a client source that claims the phone or unionid of somebody merges nobody', async () => {
  const siyu = await siyuProcess({ folder: dataFolder() })
  const api = apiOf(siyu.url)
  const crm = await api.sources.create({ name: 'crm', kind: 'server' })
  const web = await api.sources.create({ name: 'web', kind: 'client' })
  const victim = { phone: '13800138000', unionid: 'o6_bmasdasdsad6_2sgVt7hMZOPfL', email: 'li@example.com' }
  const analytics = new Analytics({ writeKey: crm.writeKey, host: siyu.url })
  analytics.identify({ userId: 'victim', traits: victim })
  await analytics.closeAndFlush()

  const browser = new Analytics({ writeKey: web.writeKey, host: siyu.url })
  browser.identify({ userId: 'attacker', traits: victim })
  browser.identify({ anonymousId: 'nameless', traits: { ...victim, member_id: 'm-1' } })
  browser.track({ anonymousId: 'third', event: 'Ordered', context: { traits: { phone: '13911112222' } } })
  const externalIds = [{ type: 'unionid', id: victim.unionid, collection: 'users', encoding: 'none' }]
  browser.track({ anonymousId: 'fourth', event: 'Ordered', context: { externalIds } })
  await browser.closeAndFlush()

  expect((await api.people.count()).all).toBe(5)
  const owner = await api.people.lookup({ type: 'login_id', value: 'victim' })
  for (const [type, value] of Object.entries(victim)) {
    expect((await api.people.lookup({ type, value })).id).toBe(owner.id)
  }
  expect(owner.identities.map((one) => one.type).sort()).toEqual(['email', 'login_id', 'phone', 'unionid'])
  const strangers = [
    ['login_id', 'attacker'],
    ['anonymous_id', 'nameless'],
    ['anonymous_id', 'third'],
    ['anonymous_id', 'fourth'],
  ] as const
  for (const [type, value] of strangers) {
    const person = await api.people.lookup({ type, value })
    expect(person.id).not.toBe(owner.id)
    expect(person.identities.map((one) => one.type)).toEqual([type])
    expect((await api.people.merges({ id: person.id })).items).toEqual([])
  }
  // What only a browser claimed is nobody's id.
  for (const [type, value] of [
    ['phone', '13911112222'],
    ['member_id', 'm-1'],
  ] as const) {
    await expect(api.people.lookup({ type, value })).rejects.toMatchObject({ status: 404 })
  }
})
