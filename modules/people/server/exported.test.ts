import { parse } from 'csv-parse/sync'
import iconv from 'iconv-lite'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Actor } from '#platform/http/context'
import { type ExportClient, everyRight, openExports } from '../../../platform/exports/fixture.ts'
import { openPeople, type People } from './fixture.ts'
import { peopleExport } from './index.ts'

const size = 5000
let people: People
let client: ExportClient
let actor: Actor = everyRight
beforeAll(async () => {
  people = await openPeople()
  const { platform } = people
  client = await openExports(platform, [peopleExport(platform)], () => actor)
  await platform.jobs.start()
  await sql`insert into people_person (id, first_seen, known, entered_at, entry, source, attributes)
    select n, to_timestamp(1770000000 + n / 7), n % 2 = 0, case when n % 4 = 0 then to_timestamp(1770000000 + n) end,
      case when n % 4 = 0 then 'self' end, 'shop', '{}' from generate_series(1, ${size}) n`.execute(
    platform.postgres.tables<object>(),
  )
  await people.profiles.apply([
    { person: '8', at: 1, traits: { phone: '13812345678', name: '王小明', city: '杭州' }, verified: true },
    { person: '12', at: 1, traits: { name: '=HYPERLINK("http://x")' }, verified: true },
  ])
})
afterAll(async () => {
  await client.app.close()
  await people.close()
})

async function rowsOf(body: object, decode = (bytes: Buffer) => bytes.toString('utf8')) {
  const done = await client.make({ kind: 'people', ...body })
  expect(done.state).toBe('done')
  const bytes = (await client.file(done.id)).rawPayload
  return parse(decode(bytes), { bom: true, columns: true }) as Record<string, string>[]
}
const of = (rows: readonly Record<string, string>[], id: string) => rows.find((row) => row['编号'] === id)

test('[P19] a file holds each person of the list once, in its order, with the phone and name masked', async () => {
  const rows = await rowsOf({})
  const ids = rows.map((row) => Number(row['编号']))
  expect(ids).toEqual(Array.from({ length: size }, (_, i) => size - i))
  expect(of(rows, '8')).toMatchObject({
    ...{ 姓名: '王**', 手机: '138****5678', 已识别: '是', 来路: '自己来的', 来源: 'shop', 属性: '{"city":"杭州"}' },
    ...{ 首次出现: '2026-02-02 10:40:01', 入池时间: '2026-02-02 10:40:08' },
  })
  expect(JSON.stringify(rows)).not.toMatch(/13812345678|小明|HYPERLINK/)
})

test('[P19] the filter is that of the list', async () => {
  const entered = await rowsOf({ filter: { entered: 'true' } })
  expect(entered.map((row) => row['编号'])).toEqual(Array.from({ length: size / 4 }, (_, i) => String(size - 4 * i)))
  expect(await rowsOf({ filter: { known: 'false' } })).toHaveLength(size / 2)
  const { status, body } = await client.ask({ kind: 'people', filter: { known: 'maybe' } })
  expect([status, body.errors?.[0]?.path]).toEqual([400, 'filter.known'])
})

test('[P19] only the picked rows, or all that match but some', async () => {
  const ids = async (filter: object) => (await rowsOf({ filter })).map((row) => Number(row['编号']))
  expect(await ids({ ids: ['8', '12', '13', '999999'], known: 'true' })).toEqual([12, 8])
  const all = await ids({ entered: 'true' })
  expect(await ids({ entered: 'true', except: ['8', '9', String(size)] })).toEqual(
    all.filter((n) => n !== 8 && n !== size),
  )
  const { status, body } = await client.ask({ kind: 'people', filter: { ids: ['x'] } })
  expect([status, body.errors?.[0]?.path]).toEqual([400, 'filter.ids.0'])
})

test('[P19] unmasked needs people:reveal; a name is never a formula', async () => {
  const rights = ['exports:read', 'exports:write', 'people:read']
  actor = { kind: 'staff', id: '2', name: '小李', rights }
  const ask = { masked: false, reason: '电话回访', format: 'csv-gb18030' }
  expect(await client.ask({ kind: 'people', ...ask })).toMatchObject({ status: 403, body: { detail: 'people:reveal' } })
  actor = { ...actor, rights: [...rights, 'people:reveal'] }
  const rows = await rowsOf(ask, (bytes) => iconv.decode(bytes, 'gb18030'))
  expect(of(rows, '8')).toMatchObject({ 姓名: '王小明', 手机: '13812345678' })
  expect(of(rows, '12')).toMatchObject({ 姓名: `'=HYPERLINK("http://x")` })
})
