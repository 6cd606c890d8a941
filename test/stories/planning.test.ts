import { expect, onTestFinished, test } from 'vitest'
import { type SiyuHere, siyuHere } from '../support/inProcess.ts'
import { apiKey, dataFolder, segment } from '../support/siyu.ts'

const headers = { authorization: `Bearer ${apiKey}` }

async function bring(siyu: SiyuHere, kind: string, mapping: object, rows: readonly string[]) {
  const body = new FormData()
  body.append('kind', kind)
  body.append('mapping', JSON.stringify(mapping))
  if (kind === 'people') body.append('carrier', 'wecom')
  body.append('file', new Blob([rows.join('\n')]), `${kind}.csv`)
  const answer = await fetch(`${siyu.url}/api/v1/imports`, { method: 'POST', headers, body })
  const { id } = (await answer.json()) as { id: string }
  await expect.poll(async () => (await siyu.api.imports.get({ id })).state, { timeout: 30_000 }).toBe('done')
}

const phone = (n: number) => `139${String(n).padStart(8, '0')}`
const people = { id: 'identity:phone', at: 'enteredAt', who: 'owner', from: 'source' }
const orders = {
  no: 'orderNo',
  id: 'identity:phone',
  at: 'paidAt',
  yuan: 'amount',
  back: 'refundAmount',
  day: 'refundedAt',
}

/** Forty people of two owners, who came in January and February; every second one bought in March. */
async function open() {
  const siyu = await siyuHere(dataFolder())
  onTestFinished(siyu.stop)
  await siyu.api.staff.changeWorkspace({ goLiveAt: '2026-01-01T00:00:00Z' })
  const list = Array.from({ length: 40 }, (_, n) => {
    const day = n < 30 ? `2026-01-${String(n + 1).padStart(2, '0')}` : `2026-02-${String(n - 29).padStart(2, '0')}`
    return `${phone(n)},${day} 10:00,${n % 4 === 0 ? '李' : '陈'},${n % 2 === 0 ? 'store' : 'parcel'}`
  })
  await bring(siyu, 'people', people, ['id,at,who,from', ...list])
  const bought = Array.from(
    { length: 20 },
    (_, n) => `A${n},${phone(n * 2)},2026-03-${String(n + 1).padStart(2, '0')},100,,`,
  )
  await bring(siyu, 'orders', orders, ['no,id,at,yuan,back,day', ...bought])
  return siyu
}

const factors = { traffic: 100, fission: 1, conversion: 0.5, basket: 10_000, lifetime: 1 }
const scenario = { name: '稳健', year: 2026, factors }
const total = (list: readonly { amount: number }[]) => list.reduce((sum, { amount }) => sum + amount, 0)

test('[L1] [L2] [L6] [L7] a scenario becomes the plan of the year; what is short is told by factor, channel and owner', async () => {
  const siyu = await open()
  const { api } = siyu
  const before = await api.scenarios.progress({ year: 2026 })
  expect(before).toMatchObject({
    scenario: null,
    due: null,
    gap: [],
    actual: { gmv: 200_000, entered: 40, buyers: 20 },
  })
  expect(before.months.map(({ actual }) => actual?.gmv ?? 0).slice(0, 4)).toEqual([0, 0, 200_000, 0])

  const channels = [
    { key: 'store', share: 3 },
    { key: 'parcel', share: 1 },
  ]
  const made = await api.scenarios.create({ ...scenario, channels, owners: [{ key: '陈', share: 1 }] })
  expect(made).toMatchObject({ version: 1, adopted: false, planned: { gmv: 500_000, people: 100, entered: 100 } })
  const bolder = { ...scenario, channels, name: '进取', factors: { ...factors, conversion: 0.8 } }
  const changed = await api.scenarios.change({ ...bolder, id: made.id, version: 1 })
  expect(changed).toMatchObject({ version: 2, planned: { gmv: 800_000 } })
  await expect(api.scenarios.change({ ...bolder, id: made.id, version: 1 })).rejects.toMatchObject({ status: 409 })
  await api.scenarios.adopt({ id: made.id })
  await expect(api.scenarios.archive({ id: made.id })).rejects.toMatchObject({ status: 409 })
  const other = await api.scenarios.create({ ...scenario, name: '保守' })
  await api.scenarios.adopt({ id: other.id })
  expect((await api.scenarios.list({ year: 2026 })).items.map(({ name, adopted }) => [name, adopted])).toEqual([
    ['保守', true],
    ['进取', false],
  ])
  await api.scenarios.adopt({ id: made.id })
  await api.scenarios.archive({ id: other.id })
  expect(await api.staff.goal()).toMatchObject({ year: 2026, gmv: 800_000 })
  expect((await api.scenarios.versions({ id: made.id })).items.map(({ value }) => value.name)).toEqual(['进取', '稳健'])

  const now = await api.scenarios.progress({ year: 2026 })
  expect(now.scenario).toMatchObject({ id: made.id, version: 2 })
  const due = now.due?.gmv ?? 0
  expect(due).toBeGreaterThan(0)
  expect(Math.abs(total(now.gap) - (200_000 - due))).toBeLessThanOrEqual(1)
  expect(now.channels).toMatchObject([
    { key: 'store', plan: 75, actual: 20 },
    { key: 'parcel', plan: 25, actual: 20 },
  ])
  expect(now.owners.map(({ key, actual }) => [key, actual])).toEqual([
    ['陈', 100_000],
    ['李', 100_000],
  ])
  expect(now.months.reduce((sum, { plan }) => sum + (plan?.gmv ?? 0), 0)).toBe(800_000)
  expect(now.forecast.gmv.value).toBeGreaterThanOrEqual(200_000)

  const goal = { gmv: 1_000_000, free: 'conversion' } as const
  const worked = await api.scenarios.work({ ...scenario, goal, livePeople: 100 })
  expect(worked).toMatchObject({ solved: 1, start: 0 })
  expect(worked.entriesNeeded).toBeGreaterThan(8)
  await bring(siyu, 'orders', orders, ['no,id,at,yuan,back,day', `OLD,${phone(99)},2025-01-05,50,,`])
  const past = async () => (await api.scenarios.progress({ year: 2025 })).months[0]?.actual?.gmv
  await expect.poll(past, { timeout: 30_000 }).toBe(5_000)
  const usual = await api.scenarios.usual()
  expect(usual.factors).toMatchObject({ conversion: 0.5, basket: 10_000, lifetime: 1 })
}, 120_000)

test('[L10] [L12] [L13] the gate: caps hold for two ids of one human and for twenty senders at once; the week shows the pressure', async () => {
  const siyu = await open()
  const { api } = siyu
  const server = await api.sources.create({ name: 'crm', kind: 'server' })
  const one = (await api.people.lookup({ type: 'phone', value: phone(1) })).id
  const two = (await api.people.lookup({ type: 'phone', value: phone(2) })).id
  const quiet = { quietFrom: '00:00', quietTo: '00:00' }
  const cap = { carrier: 'any', purpose: 'any', days: 1, most: 3 } as const
  await api.guarding.change({ ...quiet, caps: [cap] })
  const contact = { carrier: 'wecom', purpose: 'promotion' } as const
  const asked = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      api.guarding.touch({ ...contact, person: n % 2 === 0 ? one : two, key: `k${n}` }),
    ),
  )
  expect(asked.filter(({ allowed }) => allowed)).toHaveLength(6)
  expect(asked.find(({ allowed }) => !allowed)?.reasons).toEqual([{ reason: 'cap', cap, used: 3 }])
  // Who of the twenty was first is chance: one of the first person's.
  const again = asked.findIndex(({ allowed }, n) => allowed && n % 2 === 0)
  expect(await api.guarding.touch({ ...contact, person: one, key: `k${again}` })).toMatchObject({ allowed: true })

  // They turn out to be one human: three and three are six.
  const traits = { phone: phone(1) }
  await segment(siyu.url, server.writeKey, { batch: [{ type: 'identify', userId: 'u1', traits }] })
  await segment(siyu.url, server.writeKey, {
    batch: [{ type: 'identify', userId: 'u1', traits: { phone: phone(2) } }],
  })
  await expect
    .poll(async () => (await api.people.lookup({ type: 'phone', value: phone(2) })).id)
    .toBe((await api.people.lookup({ type: 'phone', value: phone(1) })).id)
  const check = await api.guarding.check({ contacts: [{ ...contact, person: two }] })
  expect(check.items[0]?.reasons).toEqual([{ reason: 'cap', cap, used: 6 }])

  const sms = { person: one, carrier: 'sms', purpose: 'promotion' } as const
  await api.guarding.change({ caps: [] })
  expect((await api.guarding.check({ contacts: [sms] })).items[0]?.reasons).toEqual([{ reason: 'not-consented' }])
  await expect(api.guarding.touch({ ...contact, person: '999999', key: 'x' })).rejects.toMatchObject({ status: 404 })
  const third = (await api.people.lookup({ type: 'phone', value: phone(3) })).id
  const taken = { ...contact, person: third, key: `k${again}` }
  await expect(api.guarding.touch(taken)).rejects.toMatchObject({ status: 409 })
  expect((await api.guarding.versions()).items.length).toBe(2)
  const { weeks } = await api.guarding.pressure({ weeks: 4 })
  expect(weeks.at(-1)).toMatchObject({ touches: 6, weighted: 6, touched: 2 })
}, 120_000)

test('[L15] [L16] [L20] [L21] a closed month keeps what it reported, with the orders that changed it; forbidden words', async () => {
  const siyu = await open()
  const { api } = siyu
  const closed = await api.closing.close({ month: '2026-03', note: '财务已对账' })
  expect(closed.reported).toMatchObject({ gmv: 200_000, buyers: 20, orders: 20 })
  await expect(api.closing.close({ month: '2026-03' })).rejects.toMatchObject({ status: 409 })
  await expect(api.closing.close({ month: '2099-01' })).rejects.toMatchObject({ status: 422 })
  await bring(siyu, 'orders', orders, [
    'no,id,at,yuan,back,day',
    `A0,${phone(0)},2026-03-01,100,100,2026-04-02`,
    `A1,${phone(2)},2026-03-02,100,30,2026-03-20`,
  ])
  await expect.poll(async () => (await api.closing.list({ year: 2026 })).items[0]?.now.gmv).toBe(187_000)
  const [listed] = (await api.closing.list({ year: 2026 })).items
  expect(listed).toMatchObject({ month: '2026-03', reported: { gmv: 200_000 }, note: '财务已对账' })
  const march = await api.closing.month({ month: '2026-03' })
  expect(march.changed.map(({ orderNo }) => orderNo).sort()).toEqual(['A0', 'A1'])
  expect(march.bridge).toEqual({ paid: 200_000, refunded: 3_000, backWithin: 3_000, backLater: 10_000, undated: 0 })
  const { paid, backWithin, backLater, undated } = march.bridge
  expect(paid - backWithin - backLater - undated).toBe(march.now.gmv)
  expect((await api.closing.month({ month: '2026-04' })).bridge).toMatchObject({ paid: 0, refunded: 10_000 })

  await api.positioning.change({ persona: '验光师小陈', forbidden: ['最低价'] })
  await api.positioning.change({ tone: '像邻居' })
  expect(await api.positioning.get()).toMatchObject({ persona: '验光师小陈', tone: '像邻居', version: 2 })
  expect((await api.positioning.versions()).items.map(({ value }) => value.tone)).toEqual(['像邻居', ''])
  expect((await api.positioning.check({ text: '全城最 低价' })).hits).toEqual([{ word: '最低价', at: 2 }])
}, 120_000)
