import { join } from 'node:path'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { openOlap } from '#platform/clickhouse/olap'
import { subjectRecords } from '../../apps/server/subjects.ts'
import { houses } from '../../tools/rooms.ts'
import { type SiyuHere, siyuHere } from '../support/inProcess.ts'
import { apiKey, dataFolder, segment, socketOf } from '../support/siyu.ts'
import { unzip } from '../support/zip.ts'

test('every house answers for a person', () => {
  const nothing = {} as Parameters<typeof subjectRecords>[0]
  expect(Object.keys(subjectRecords(nothing)).sort()).toEqual(Object.keys(houses).sort())
})

const headers = { authorization: `Bearer ${apiKey}` }

async function bring(siyu: SiyuHere, kind: string, mapping: object, rows: string[]) {
  const body = new FormData()
  body.append('kind', kind)
  body.append('mapping', JSON.stringify(mapping))
  if (kind === 'people') body.append('carrier', 'wecom')
  body.append('file', new Blob([rows.join('\n')]), 'file.csv')
  const answer = await fetch(`${siyu.url}/api/v1/imports`, { method: 'POST', headers, body })
  expect(answer.status).toBe(201)
  const { id } = (await answer.json()) as { id: string }
  await expect.poll(async () => (await siyu.api.imports.get({ id })).state, { timeout: 30_000 }).toBe('done')
  return siyu.api.imports.get({ id })
}

const phone = '13812345678'
const orders = { no: 'orderNo', id: 'identity:phone', at: 'paidAt', yuan: 'amount', who: 'inviter:phone', say: 'note' }
const orderRows = [
  'no,id,at,yuan,who,say',
  `E1,${phone},2026-05-10,100,,送到翠苑三区李雷`,
  `E2,13900000002,2026-05-11,50,${phone},`,
  `E3,${phone},2026-02-31,5,,`,
]
const lists = { id: 'identity:phone', at: 'enteredAt', name: 'trait:name', city: 'trait:city', who: 'owner' }
const listRows = ['id,at,name,city,who', `${phone},2026-05-09,李雷,杭州,李店长`]

/** 李雷 in every corner: site, login, lists, orders, a friend he brought, an event that was parked, a row that failed. */
async function live(siyu: SiyuHere) {
  await siyu.api.staff.changeWorkspace({ goLiveAt: '2026-01-01T00:00:00Z' })
  const site = await siyu.api.sources.create({ name: 'site', kind: 'client' })
  const shop = await siyu.api.sources.create({ name: 'shop', kind: 'server' })
  const send = (key: string, ...batch: object[]) => segment(siyu.url, key, { batch })
  const visit = { type: 'page', name: 'home', anonymousId: 'browser-lilei' }
  await send(site.writeKey, visit, { type: 'identify', userId: 'lilei-login', anonymousId: 'browser-lilei' })
  await bring(siyu, 'people', lists, listRows)
  await bring(siyu, 'orders', orders, orderRows)
  const traits = { phone: `+86${phone}`, email: 'lilei@example.cn', name: '李雷', city: '杭州' }
  await send(shop.writeKey, { type: 'identify', userId: 'lilei-login', traits })
  await send(shop.writeKey, { type: 'track', event: 'x', userId: 'lilei-login', timestamp: '1700-01-01T00:00:00Z' })
  return { send, site: site.writeKey, shop: shop.writeKey }
}

const find = (siyu: SiyuHere, type: string, value: string) =>
  siyu.api.people.lookup({ type, value }).then(
    (person) => person.id,
    () => null,
  )

/** Every row of every table that carries one of the numbers, or shows one of the texts; counted by table. */
async function traces(folder: string, strands: readonly string[], texts: readonly string[]) {
  const client = new pg.Client({ host: socketOf(folder) ?? '', user: 'siyu', database: 'siyu' })
  await client.connect()
  const tables = await client.query<{ name: string; numbers: string[] }>(`
    select table_name as name, array_remove(array_agg(case when data_type = 'bigint' and column_name
        not in ('id', 'version', 'import', 'order_id', 'seq', 'amount', 'gross', 'net', 'refunded', 'file_size', 'merge', 'last_person', 'first_import', 'last_import', 'freight', 'subsidy') then column_name::text end), null) as numbers
    from information_schema.columns join information_schema.tables using (table_schema, table_name)
    where table_schema = 'public' and table_type = 'BASE TABLE' group by 1 order by 1`)
  const found: Record<string, number> = {}
  for (const { name, numbers } of tables.rows) {
    const mine = numbers.map((column) => `t."${column}" = any($1::bigint[])`)
    const says = 'exists (select 1 from unnest($2::text[]) v where strpos(t::text, v) > 0)'
    const rows = await client.query<{ n: number }>(
      `select count(*)::int as n from "${name}" t where ($1::bigint[] is null) or ${[...mine, says].join(' or ')}`,
      [strands, texts],
    )
    if ((rows.rows[0]?.n ?? 0) > 0) found[name] = rows.rows[0]?.n ?? 0
  }
  await client.end()
  return found
}

async function copyOf(siyu: SiyuHere, person: string) {
  const answer = await fetch(`${siyu.url}/api/v1/people/${person}/copy.zip?reason=${encodeURIComponent('本人来电')}`, {
    headers,
  })
  expect(answer.status).toBe(200)
  return unzip(Buffer.from(await answer.arrayBuffer()))
}

test('[P36] the copy holds what every house has of a person, as JSON and CSV, and says who took it', async () => {
  const siyu = await siyuHere(dataFolder())
  onTestFinished(siyu.stop)
  await live(siyu)
  const person = (await find(siyu, 'phone', phone)) ?? ''
  const files = await copyOf(siyu, person)
  const rows = (name: string) => JSON.parse(files.get(`${name}.json`) ?? 'null') as Record<string, unknown>[]
  // Colleagues are no customers, and scripts are the company's own words.
  const withTables = Object.keys(houses).filter((house) => !['staff', 'content'].includes(house))
  expect([...new Set([...files.keys()].map((name) => name.split('.')[0]))].sort()).toEqual(
    ['about', ...withTables].sort(),
  )
  expect(rows('identity.ids').map(({ type }) => type)).toEqual(expect.arrayContaining(['phone', 'email', 'login_id']))
  expect(rows('identity.ids').find(({ type }) => type === 'phone')?.['value']).toBe(`+86${phone}`)
  expect(rows('people.personal').find(({ field }) => field === 'name')?.['value']).toBe('李雷')
  expect(rows('people.carriers')).toHaveLength(1)
  expect(rows('shop.orders')).toMatchObject([{ orderNo: 'E1', gross: 10_000, note: '送到翠苑三区李雷' }])
  expect(rows('intake.events').map(({ event }) => event)).toContain('$pageview')
  expect(rows('intake.parked')).toHaveLength(1)
  expect(rows('intake.importRows').map(({ raw }) => raw)).toEqual([expect.stringContaining(phone)])
  expect(files.get('shop.orders.csv')).toContain('送到翠苑三区李雷')
  const [line] = (await siyu.api.trail.list({})).items
  expect(line).toMatchObject({ action: 'person.copied', subject: person })
  const asked = (path: string, init: RequestInit = { headers }) => fetch(`${siyu.url}/api/v1/people/${path}`, init)
  expect((await asked(`${person}/copy.zip`)).status).toBe(400)
  expect((await asked(`${person}/copy.zip?reason=xx`, {})).status).toBe(401)
  expect((await asked('999999/copy.zip?reason=xx')).status).toBe(404)
}, 120_000)

test('[P37] [I28] an erased person is in no table, view, board, search or export; orders stay for the books, cut off', async () => {
  const folder = dataFolder()
  const siyu = await siyuHere(folder)
  onTestFinished(siyu.stop)
  const { send, site, shop } = await live(siyu)
  const person = (await find(siyu, 'phone', phone)) ?? ''
  const about = JSON.parse((await copyOf(siyu, person)).get('about.json') ?? '') as { strands: string[] }
  expect(about.strands.length).toBeGreaterThan(1)
  const texts = [phone, 'lilei', '李雷']
  const before = await traces(folder, about.strands, texts)
  for (const table of [
    'identity_handle',
    'people_person',
    'people_carrier',
    'people_entry',
    'shop_order',
    'intake_parked',
  ])
    expect(before[table], table).toBeGreaterThan(0)
  const range = { from: '2026-05-01', to: '2026-06-01' }
  const board = await siyu.api.insight.gmv(range)

  const asked = await siyu.api.privacy.erase({ id: person, reason: '本人要求' })
  expect((await siyu.api.privacy.erase({ id: person, reason: '再次点击' })).id).toBe(asked.id)
  await expect.poll(async () => (await siyu.api.privacy.get({ id: asked.id })).state, { timeout: 30_000 }).toBe('done')
  const done = await siyu.api.privacy.get({ id: asked.id })
  expect(done.kept.map(({ table, rows }) => [table, rows])).toEqual([
    ['identity.tombstones', expect.any(Number)],
    ['shop.orders', 1],
  ])

  for (const [type, value] of [
    ['phone', phone],
    ['login_id', 'lilei-login'],
    ['email', 'lilei@example.cn'],
  ] as const)
    expect(await find(siyu, type, value), type).toBeNull()
  for (const id of about.strands) await expect(siyu.api.people.get({ id })).rejects.toMatchObject({ status: 404 })
  for (const q of [phone, '李雷', 'lilei-login']) expect((await siyu.api.people.list({ q })).items, q).toEqual([])
  // What may stay is the request.
  expect(await traces(folder, about.strands, texts)).toEqual({ people_erasure: 1 })
  const after = await siyu.api.insight.gmv(range)
  expect(after.ledger).toMatchObject({ orders: board.ledger.orders, amount: board.ledger.amount })
  expect([after.gmv, after.people]).toEqual([board.gmv - 10_000, board.people - 1])
  expect((await siyu.api.shop.list({ q: 'E1' })).items).toMatchObject([{ person: null, state: 'noPerson' }])
  const friend = await siyu.api.people.lookup({ type: 'phone', value: '13900000002' })
  expect([friend.inviter, friend.entry]).toEqual([null, 'self'])

  // A list that still has them does not bring them back; they themselves may come back, as somebody new.
  expect(await bring(siyu, 'people', lists, listRows)).toMatchObject({ created: 0, updated: 0, ignored: 1 })
  await bring(siyu, 'orders', orders, [...orderRows, `E9,${phone},2026-05-20,30,,`])
  expect(await find(siyu, 'phone', phone)).toBeNull()
  expect((await siyu.api.shop.list({ q: 'E9' })).items).toMatchObject([{ person: null, state: 'noPerson' }])
  await send(site, { type: 'identify', userId: 'lilei-login', anonymousId: 'new-browser' })
  await send(shop, { type: 'identify', userId: 'lilei-login', traits: { phone: `+86${phone}` } })
  const again = await find(siyu, 'phone', phone)
  expect(BigInt(again ?? '0')).toBeGreaterThan(BigInt(person))
  await bring(siyu, 'people', lists, listRows)
  expect((await siyu.api.people.get({ id: again ?? '' })).owner).toBe('李店长')

  await siyu.stop()
  const olap = openOlap({ path: join(folder, 'olap') })
  const count = async (sql: string) => Number((await olap.bytes(`select count() from ${sql} format TSV`)).toString())
  const list = about.strands.join(', ')
  expect(await count(`events where person in (${list})`)).toBe(0)
  expect(await count(`people final where deleted = 0 and (id in (${list}) or inviter in (${list}))`)).toBe(0)
  // No older version below it either, for such a version has attributes.
  expect(await count(`people where id in (${list}) and (deleted = 0 or toString(attributes) != '{}')`)).toBe(0)
  expect(await count(`carriers final where deleted = 0 and person in (${list})`)).toBe(0)
  expect(await count(`orders final where person in (${list})`)).toBe(0)
  expect(await count(`overrides where person in (${list}) or kept in (${list})`)).toBe(0)
  await olap.close()
}, 180_000)

test('[P37] an erasure that a stop broke off goes on by itself at the next start', async () => {
  const folder = dataFolder()
  const first = await siyuHere(folder)
  await live(first)
  const person = (await find(first, 'phone', phone)) ?? ''
  const { id } = await first.api.privacy.erase({ id: person, reason: '本人要求' })
  await first.stop()
  const second = await siyuHere(folder)
  onTestFinished(second.stop)
  await expect.poll(async () => (await second.api.privacy.get({ id })).state, { timeout: 60_000 }).toBe('done')
  expect(await find(second, 'phone', phone)).toBeNull()
  expect(await traces(folder, [person], [phone, '李雷'])).toEqual({ people_erasure: 1 })
}, 120_000)
