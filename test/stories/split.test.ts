import { expect, onTestFinished, test } from 'vitest'
import { type SiyuHere, siyuHere } from '../support/inProcess.ts'
import { apiKey, dataFolder, segment } from '../support/siyu.ts'

type Ids = Record<string, string>

class Shop {
  readonly siyu: SiyuHere
  #key = ''
  constructor(siyu: SiyuHere) {
    this.siyu = siyu
  }

  async open() {
    await this.siyu.api.staff.changeWorkspace({ goLiveAt: '2026-01-01T00:00:00Z' })
    this.#key = (await this.siyu.api.sources.create({ name: 'till', kind: 'server' })).writeKey
  }

  async bring(kind: 'orders' | 'people', mapping: Ids, rows: string[]) {
    const body = new FormData()
    body.append('kind', kind)
    body.append('mapping', JSON.stringify(mapping))
    if (kind === 'people') body.append('carrier', 'wecom')
    body.append('file', new Blob([[Object.keys(mapping).join(), ...rows].join('\n')]), 'file.csv')
    const headers = { authorization: `Bearer ${apiKey}` }
    const answer = await fetch(`${this.siyu.url}/api/v1/imports`, { method: 'POST', headers, body })
    if (answer.status !== 201) throw new Error(await answer.text())
    const { id } = (await answer.json()) as { id: string }
    for (;;) {
      const now = await this.siyu.api.imports.get({ id })
      if (now.state === 'done') return
      if (now.state === 'failed') throw new Error(JSON.stringify(now.error))
      await new Promise((resolve) => setTimeout(resolve, 30))
    }
  }

  /** Number, phone, time, yuan, phone of the inviter. */
  orders = (...rows: string[]) =>
    this.bring(
      'orders',
      { no: 'orderNo', id: 'identity:phone', at: 'paidAt', yuan: 'amount', by: 'inviter:phone' },
      rows,
    )

  /** Phone, time, name, city, owner. */
  friends = (...rows: string[]) =>
    this.bring(
      'people',
      { id: 'identity:phone', at: 'enteredAt', name: 'trait:name', city: 'trait:city', who: 'owner' },
      rows,
    )

  /** What a server says of a user (`u…`) or a device: ids, traits and a visit in 2026-06. */
  async say(who: string, ids: Ids, day: number, traits: Record<string, unknown> = {}) {
    const externalIds = Object.entries(ids).map(([type, id]) => ({ type, id, collection: 'users', encoding: 'none' }))
    const timestamp = `2026-06-${String(day).padStart(2, '0')}T08:00:00Z`
    const from = who.startsWith('u') ? { userId: who, timestamp } : { anonymousId: who, timestamp }
    const batch = [
      { type: 'identify', ...from, traits, context: { externalIds }, messageId: `i-${who}-${day}` },
      { type: 'track', ...from, event: 'visit', messageId: `t-${who}-${day}` },
    ]
    const { status } = await segment(this.siyu.url, this.#key, { batch })
    if (status !== 200) throw new Error(`segment ${status}`)
  }

  /** A member's card in a list, with the phone it is said to belong to. */
  card = (phone: string, card: string) =>
    this.bring('people', { id: 'identity:phone', card: 'identity:member_id' }, [`${phone},${card}`])

  person = (phone: string) => this.siyu.api.people.lookup({ type: 'phone', value: phone })

  /** Every report and everything a page shows of these people; ids as their phones, because numbers differ. */
  async seen(phones: string[]) {
    const { api } = this.siyu
    const range = { from: '2026-04-01', to: '2026-07-01' }
    const profiles = await Promise.all(phones.map(this.person))
    const history = async (id: string) =>
      (await api.people.timeline({ id, limit: 200 })).items.filter(({ facts }) => facts !== 'identity')
    const names = new Map(profiles.map(({ id }, i) => [id, phones[i]]))
    const pages = profiles.map(async ({ id }) => ({
      // That they were one for a while is part of their history, and of theirs alone.
      timeline: (await history(id)).map(({ at, name, kind }) => [at, kind, name]),
      orders: (await api.shop.list({ person: id, limit: 200 })).items.map(({ orderNo, net }) => [orderNo, net]),
      merges: (await api.people.merges({ id })).items.length,
    }))
    const board = { gmv: await api.insight.gmv(range), cohort: await api.insight.gmv({ ...range, view: 'cohort' }) }
    const behind = await api.insight.people({ ...range, set: 'people', limit: 100 })
    const measures = ['events', 'people'] as const
    const series = measures.map((measure) => ({ event: 'visit', measure }))
    return {
      ...board,
      pool: await api.insight.pool(range),
      trend: (await api.insight.trend({ series, unit: 'month', range })).series,
      slices: (await api.insight.slices({ ...range, by: 'owner' })).items,
      behind: behind.items.map(({ person, ...rest }) => ({ ...rest, person: names.get(person) })),
      profiles: profiles.map(({ id, identities, inviter, ...rest }) => ({
        ...rest,
        ids: identities.map(({ type, value }) => `${type} ${value}`),
        inviter: inviter && names.get(inviter),
      })),
      pages: await Promise.all(pages),
    }
  }
}

async function openShop() {
  const siyu = await siyuHere(dataFolder())
  onTestFinished(siyu.stop)
  const shop = new Shop(siyu)
  await shop.open()
  return shop
}

const [a, b, c] = ['13800000001', '13800000002', '13800000003'] as const

/** Three people: a came first, b was invited by c, c by a. */
async function begin(shop: Shop) {
  await shop.friends(`${a},2026-05-01,王一,杭州,李店长`, `${b},2026-05-20,赵二,上海,钱店长`)
  await shop.orders(`1,${a},2026-05-03,100,`, `2,${c},2026-05-04,30,${a}`, `3,${b},2026-05-05,50,${c}`)
  await shop.say('ua', { phone: `+86${a}` }, 1, { level: 'gold', hobby: '跑步' })
  await shop.say('vb', { phone: `+86${b}` }, 2, { level: 'silver' })
  await shop.card(b, 'm1')
}

/** What both do on; in the shop where they were merged it is done while they are one. */
async function goOn(shop: Shop) {
  await shop.orders(`4,${a},2026-06-03,200,`, `5,${b},2026-06-04,70,${a}`, `6,13800000004,2026-06-05,10,${b}`)
  await shop.friends(`${b},2026-05-02,,苏州,孙店长`)
  await shop.say('ua', { phone: `+86${a}` }, 5, { level: 'platinum' })
  await shop.say('vb', {}, 6, { hobby: '游泳' })
}

/** A cashier scans the card of b for a; until somebody notices they are one. */
async function confuse(shop: Shop) {
  await shop.card(a, 'm1')
  const one = await shop.person(a)
  expect((await shop.person(b)).id).toBe(one.id)
}

async function putRight(shop: Shop) {
  const { id } = await shop.person(b)
  const merges = (await shop.siyu.api.people.merges({ id })).items
  expect(merges).toHaveLength(1)
  const sides = await shop.siyu.api.identity.undoMerge({ id, mergeId: merges[0]?.id ?? '', reason: '会员号录错' })
  expect(sides.persons).toHaveLength(2)
}

test('[I19] a merge undone: every report and page as before it, on both sides', async () => {
  const shop = await openShop()
  await begin(shop)
  const before = await shop.seen([a, b, c])
  await confuse(shop)
  expect(await shop.seen([a, b, c])).not.toEqual(before)
  await putRight(shop)
  expect(await shop.seen([a, b, c])).toEqual(before)
  // The same file again: who was parted by hand stays apart.
  await shop.card(a, 'm1')
  expect(await shop.seen([a, b, c])).toEqual(before)
}, 240_000)

test('[I19] what happened while two were one stands on the side it came by, as if they had never been', async () => {
  const everybody = [a, b, c, '13800000004']
  // One after the other: a process has one analytical store.
  const apart = await openShop()
  await begin(apart)
  await goOn(apart)
  const never = await apart.seen(everybody)
  await apart.siyu.stop()
  const joined = await openShop()
  await begin(joined)
  await confuse(joined)
  await goOn(joined)
  expect(await joined.seen(everybody)).not.toEqual(never)
  await putRight(joined)
  expect(await joined.seen(everybody)).toEqual(never)
}, 240_000)
