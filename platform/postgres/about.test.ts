import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { freshPostgres } from '../testing.ts'
import { countAbout } from './about.ts'

test('rows are counted to a hundred thousand, and estimated beyond', async () => {
  const platform = await freshPostgres()
  const db = platform.postgres.tables<{ many: { n: number } }>()
  await sql`create table many as select n from generate_series(1, 250000) n`.execute(db)
  await sql`analyze many`.execute(db)
  const rows = db.selectFrom('many').select('n')
  expect(await countAbout(db, rows.where('n', '<=', 100_000))).toEqual({ count: 100_000, exact: true })
  expect(await countAbout(db, rows.where('n', '<', 0))).toEqual({ count: 0, exact: true })
  const about = await countAbout(db, rows)
  expect(about.exact).toBe(false)
  expect(Math.abs(about.count - 250_000)).toBeLessThan(12_500)
  await platform.close()
})
