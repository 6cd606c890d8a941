import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPeople, type People } from './fixture.ts'
import type { PeopleTables } from './tables.ts'

let people: People
const size = 1800
beforeAll(async () => {
  people = await openPeople()
  await people.platform.jobs.start()
  await sql`insert into people_person (id, first_seen, known, entered_at, entry, excluded)
    select n, to_timestamp(1770000000 + n), n % 2 = 0, case when n % 3 = 0 then to_timestamp(1770000000) end,
      case when n % 3 = 0 then 'self' end, case when n = 6 then 'cheat' end
    from generate_series(1, ${size}) n`.execute(people.platform.postgres.tables<object>())
})
afterAll(() => people.close())

const excluded = async () => {
  const db = people.platform.postgres.tables<PeopleTables>()
  const rows = await db
    .selectFrom('people_person')
    .select('id')
    .where('excluded', 'is not', null)
    .orderBy('id')
    .execute()
  return rows.map(({ id }) => Number(id))
}
const ended = async (id: string) => {
  await expect.poll(async () => (await people.task(id)).state, { timeout: 20_000 }).not.toMatch(/queued|running/)
  return people.task(id)
}
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1)

test('[P40] all of a filter but some are taken out by a task, and no more who came since', async () => {
  const { items, task } = await people.api.excludeAll({ entered: 'true' }, ['9', '12', '1000000'], 'test')
  expect(items).toEqual([])
  // Nobody picked whom nobody saw.
  await sql`insert into people_person (id, first_seen, known, entered_at, entry) values (${size + 3}, now(), true, now(), 'self')`.execute(
    people.platform.postgres.tables<object>(),
  )
  const wanted = upTo(size).filter((n) => n % 3 === 0 && n !== 9 && n !== 12)
  expect(await ended(task ?? '')).toMatchObject({
    state: 'done',
    done: wanted.length,
    counts: [{ count: wanted.length }],
  })
  expect(await excluded()).toEqual(wanted)
})

test('[P40] whoever is out stands in a list of their own, and is taken back in from there', async () => {
  const { items } = await people.api.list({ excluded: 'true', limit: 200 })
  expect(items.every((one) => one.excluded !== null)).toBe(true)
  expect(await people.api.count()).toMatchObject({ all: size + 1, excluded: size / 3 - 2 })
  const { task } = await people.api.excludeAll({ excluded: 'true' }, ['6'], null)
  expect(await ended(task ?? '')).toMatchObject({ state: 'done', counts: [{ count: size / 3 - 3 }] })
  expect(await excluded()).toEqual([6])
})

test('[P40] a task that was stopped changes nobody after; what has ended cannot be stopped', async () => {
  const { task } = await people.api.excludeAll({ known: 'false' }, [], 'staff')
  const before = await excluded()
  // It may have begun: then what it did stays, and the rest does not come.
  await people.cancelTask(task ?? '').catch(() => undefined)
  const { state, counts } = await ended(task ?? '')
  expect(['cancelled', 'done']).toContain(state)
  await expect(people.cancelTask(task ?? '')).rejects.toMatchObject({ status: 409 })
  const after = await excluded()
  expect(after.length - before.length).toBeGreaterThanOrEqual(counts[0]?.count ?? 0)
  if (state === 'done') expect(after.length - before.length).toBe(size / 2)
})

test('[P40] neither and both of ids and filter are refused', async () => {
  const { excludeMany } = people.api
  await expect(excludeMany([], 'test')).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  await expect(people.api.excludeBoth(['1'], {}, 'test')).rejects.toMatchObject({ code: 'BAD_REQUEST' })
})
