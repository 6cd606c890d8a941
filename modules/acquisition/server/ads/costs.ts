import { sql } from 'kysely'
import { audit } from '#platform/audit'
import { type CostRow, cellsIn, readCosts } from '../../core/ads/costs.ts'
import type { AdsDeps } from './deps.ts'
import type { AdTables } from './tables.ts'

/**
 * Costs of a table. A line replaces what is there of its day, platform, account and campaign; one that names an account also
 * what named none, and one that names none stands for all accounts.
 */
export async function importCosts(deps: AdsDeps, { text, dryRun }: { text: string; dryRun: boolean }, by: string) {
  const { rows, wrong } = readCosts(cellsIn(text))
  const there = await thereOf(deps, rows)
  if (!dryRun && rows.length > 0) await keep(deps, rows, by)
  return {
    ...{ rows: rows.length, created: rows.length - there, replaced: there },
    cost: rows.reduce((sum, { cost }) => sum + cost, 0),
    wrong: wrong.slice(0, 200).map((one) => ({ ...one })),
  }
}

const listOf = (rows: readonly CostRow[]) => sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
  as t(day date, platform text, account text, campaign text, cost bigint, shows bigint, clicks bigint)`

/** Whether a line that is there, `c`, gives way to one of the table, `t`. */
const isSame = sql`c.day = t.day and c.platform = t.platform and c.campaign = t.campaign
  and (t.account = '' or c.account in ('', t.account))`

async function thereOf({ postgres }: AdsDeps, rows: readonly CostRow[]): Promise<number> {
  const found = await sql<{ count: number }>`
    select count(*)::int as count from ${listOf(rows)} where exists (select from acquisition_ad_cost c where ${isSame})`.execute(
    postgres.tables<AdTables>(),
  )
  return found.rows[0]?.count ?? 0
}

async function keep({ postgres, now }: AdsDeps, rows: readonly CostRow[], by: string) {
  await postgres.transaction(async (tx) => {
    const db = tx.tables<AdTables>()
    await sql`delete from acquisition_ad_cost c using ${listOf(rows)} where ${isSame}`.execute(db)
    await sql`
      insert into acquisition_ad_cost (day, platform, account, campaign, cost, shows, clicks, imported_by, imported_at)
      select t.day, t.platform, t.account, t.campaign, t.cost, t.shows, t.clicks, ${by}, ${new Date(now())}
      from ${listOf(rows)}`.execute(db)
    await audit(tx, by, 'ad.costs', rows[0]?.day ?? '', { rows: rows.length })
  })
}
