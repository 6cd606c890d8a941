import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPeople, type People } from './fixture.ts'
import { listQuery } from './list.ts'
import type { PeopleTables } from './tables.ts'

let people: People
const size = 20_000
beforeAll(async () => {
  people = await openPeople()
  // Many share a moment; one in ten is known, one in four entered, one in a hundred was merged away.
  await sql`insert into people_person (id, first_seen, known, entered_at, entry, inviter, merged_into)
    select n, to_timestamp(1700000000 + n / 7), n % 10 = 0,
      case when n % 4 = 0 then to_timestamp(1690000000 + (n * 7919) % 1000) end, case when n % 4 = 0 then 'self' end, case when n % 400 = 8 then 77 end,
      case when n % 100 = 1 then n + 1 end
    from generate_series(1, ${size}) n`.execute(people.platform.postgres.tables<object>())
  await sql`analyze people_person`.execute(people.platform.postgres.tables<object>())
})
afterAll(() => people.close())

type Filter = { known?: 'true' | 'false'; entered?: 'true'; excluded?: 'true'; inviter?: string }

async function pages(filter: Filter, limit: number, most = Number.POSITIVE_INFINITY) {
  const all = []
  let cursor: string | undefined
  for (let page = 0; page < most; page += 1) {
    const { items, next } = await people.api.list({ ...filter, limit, ...(cursor ? { cursor } : {}) })
    all.push(...items)
    cursor = next
    if (!next) break
  }
  return all
}

describe('[P12] the list', () => {
  test.each<[Filter, (n: number) => boolean]>([
    [{}, (n) => n % 100 !== 1],
    [{ known: 'true' }, (n) => n % 10 === 0],
    [{ entered: 'true' }, (n) => n % 4 === 0],
    [{ known: 'false' }, (n) => n % 10 !== 0 && n % 100 !== 1],
    [{ entered: 'true', inviter: '77' }, (n) => n % 400 === 8],
  ])('%j: every page together has each person once, newest first', async (filter, wanted) => {
    const items = await pages(filter, 199)
    const ids = items.map((item) => Number(item.id))
    expect([...ids].sort((a, b) => a - b)).toEqual(Array.from({ length: size }, (_, i) => i + 1).filter(wanted))
    const keys = items.map(
      (item) => [Date.parse((filter.entered ? item.enteredAt : item.firstSeenAt) ?? ''), Number(item.id)] as const,
    )
    for (let i = 1; i < keys.length; i += 1) {
      const [a = [0, 0], b = [0, 0]] = [keys[i - 1], keys[i]]
      expect(a[0] > b[0] || (a[0] === b[0] && a[1] > b[1])).toBe(true)
    }
  })

  test('a person who comes in while one pages neither repeats nor hides another', async () => {
    const first = await people.api.list({ limit: 5 })
    await people.see('server', Date.now(), ['login_id', 'newcomer'])
    const second = await people.api.list({ limit: 5, cursor: first.next ?? '' })
    const third = await people.api.list({ limit: 5, cursor: second.next ?? '' })
    const ids = [...first.items, ...second.items, ...third.items].map((item) => Number(item.id))
    const wanted = Array.from({ length: 20 }, (_, i) => size - i).filter((n) => n % 100 !== 1)
    expect(ids).toEqual(wanted.slice(0, 15))
  })

  test('reads an index and neither the whole table nor a sort, on the last page as on the first', async () => {
    const filters: Filter[] = [{}, { known: 'true' }, { entered: 'true' }, { known: 'false' }, { excluded: 'true' }]
    const db = people.platform.postgres.tables<PeopleTables>()
    for (const filter of filters) {
      const { next } = await people.api.list({ ...filter, limit: 50 })
      for (const cursor of [undefined, next]) {
        const rows = await listQuery(db, { ...filter, limit: 50, cursor }).explain<{ 'QUERY PLAN': string }>('text')
        const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
        expect(plan).toMatch(/Index Scan using people_person_(newest|known|entered|visitors|excluded)/)
        expect(plan).not.toMatch(/Seq Scan|Sort|Bitmap/)
      }
    }
  })

  test.each([
    '',
    'x',
    'eyJhIjoxfQ',
    'WyIyMDI2LTAxLTAxIiwiMSJd',
    'WyIyMDI2LTAxLTAxVDAwOjAwOjAwLjAwMFoiLCJ4Il0',
    'bnVsbA',
  ])('refuses %j, which no page gave', async (cursor) => {
    await expect(people.api.list({ cursor })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })
})
