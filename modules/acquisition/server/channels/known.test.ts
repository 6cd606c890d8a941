import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Postgres } from '#platform/postgres/postgres'
import { freshPostgres } from '#platform/testing'
import { knownCosts } from './known.ts'

let opened: Awaited<ReturnType<typeof freshPostgres>>
let postgres: Postgres
beforeAll(async () => {
  opened = await freshPostgres()
  postgres = opened.postgres
})
afterAll(() => opened.close())

const blank: Record<string, unknown> = {
  ...{ bigint: 1, integer: 1, smallint: 1, boolean: false, text: 'x', jsonb: '{}', bytea: Buffer.alloc(1), ARRAY: [] },
  ...{ date: '2026-06-01', 'timestamp with time zone': '2026-06-01T00:00:00Z', numeric: 1 },
}

/** A row with what is given, and something in every other column that must not be empty. */
async function row(table: string, given: Record<string, unknown>): Promise<string> {
  const needed = await postgres.pool.query(
    `select column_name as name, data_type as type from information_schema.columns
     where table_name = $1 and is_nullable = 'NO' and column_default is null and is_identity = 'NO'`,
    [table],
  )
  const columns: Record<string, unknown> = Object.fromEntries(needed.rows.map(({ name, type }) => [name, blank[type]]))
  const values = { ...columns, ...given }
  const places = Object.keys(values).map((_, i) => `$${i + 1}`)
  const made = await postgres.pool.query(
    `insert into ${table} (${Object.keys(values).join(', ')}) values (${places.join(', ')}) returning *`,
    Object.values(values),
  )
  return String(made.rows[0].id ?? '')
}

const noon = '2026-06-02T04:00:00Z'
/** Half past one in Shanghai is still the day before in London. */
const early = '2026-06-02T17:30:00Z'

async function cards() {
  const design = await row('acquisition_card_design', { form: 'postcard', marketplace: 'none' })
  const made = { design, name: '天猫六月', card_cost: 25, form: 'postcard', state: 'ready', created_at: noon }
  const batch = await row('acquisition_card_batch', made)
  const ids: string[] = []
  for (const code of ['a', 'b', 'c']) ids.push(await row('acquisition_card', { batch, number: ids.length + 1, code }))
  return ids[0]
}

async function claims(card: string | undefined) {
  const hook = await row('acquisition_hook', { kind: 'gift', newness: 'any' })
  const claim = (more: object) => row('acquisition_claim', { hook, state: 'sent', claimed_at: noon, ...more })
  await claim({ card, strand: 1, cost: 500 })
  await claim({ strand: 2, cost: 300 })
  await claim({ strand: 3, cost: 70 })
  await claim({ strand: 2, cost: 999, state: 'cancelled' })
}

async function partners() {
  const partner = await row('acquisition_partner', { kind: 'kol', level: 1, tax: 'labour', platforms: '[]' })
  const programme = await row('acquisition_programme', {})
  const terms = await row('acquisition_programme_terms', { programme, terms: '{}' })
  const way = await row('acquisition_partner_way', { partner, programme, kind: 'code', code: 'k' })
  const deal = await row('acquisition_deal', {
    programme,
    terms,
    partner,
    way,
    kind: 'sale',
    order_id: 1,
    day: '2026-06-02',
    because: '{}',
  })
  const line = (more: object) =>
    row('acquisition_commission', { deal, partner, kind: 'cps', reason: 'earned', why: '{}', at: noon, ...more })
  await line({ amount: 900, is_void: false })
  await line({ amount: -200, is_void: false })
  await line({ amount: 5000, is_void: false })
  await line({ amount: -5000, reason: 'voided', is_void: true })
  await row('acquisition_partner_sample', { partner, cost: 1200, sent_at: noon, quantity: 1 })
  await row('acquisition_partner_sample', { partner, cost: 800, sent_at: noon, back_at: noon, quantity: 1 })
}

async function links() {
  const page = await row('acquisition_handover', {})
  const link = await row('acquisition_paid_link', { page, account: 7, source: '短信', code: 'p' })
  await row('acquisition_paid_quota', { account: 7, price: 120, expiring: '[]' })
  await row('acquisition_paid_add', { id: 1, link, known: false, at: noon })
  await row('acquisition_paid_add', { id: 2, link, known: false, at: early })
  await row('acquisition_paid_add', { id: 3, link, known: true, at: noon })
}

test('[A91] what is in the books counts by itself, on its day of the zone, under the name of what it was used for', async () => {
  await row('acquisition_ad_cost', { day: '2026-06-02', platform: 'adTencent', campaign: 'x', cost: 4000 })
  await row('acquisition_ad_cost', { day: '2026-06-02', platform: 'adTencent', campaign: 'y', cost: 1000 })
  await claims(await cards())
  await partners()
  await links()
  const asked: string[] = []
  const came = {
    async nameOf(strands: readonly string[]) {
      asked.push(...strands)
      return new Map([['2', '门店']])
    },
  }
  const read = (from: string, to: string) => knownCosts({ postgres, zone: async () => 'Asia/Shanghai', came }, from, to)
  const found = await read('2026-06-02', '2026-06-03')
  expect(found.map(({ origin, name, day, amount }) => `${day} ${origin} ${name} ${amount}`).toSorted()).toEqual(
    [
      '2026-06-02 ads adTencent 5000',
      '2026-06-02 cards 包裹卡 天猫六月 75',
      '2026-06-02 hooks @none 70',
      '2026-06-02 hooks 包裹卡 天猫六月 500',
      '2026-06-02 hooks 门店 300',
      '2026-06-02 links 短信 120',
      '2026-06-02 partners KOL 1900',
    ].toSorted(),
  )
  expect(asked.toSorted()).toEqual(['2', '3'])
  expect(await read('2026-06-03', '2026-06-04')).toEqual([
    { origin: 'links', name: '短信', day: '2026-06-03', amount: 120 },
  ])
})
