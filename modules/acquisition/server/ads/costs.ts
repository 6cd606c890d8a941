import { sql } from 'kysely'
import { audit } from '#platform/audit'
import { type CostRow, cellsIn, readCosts } from '../../core/ads/costs.ts'
import type { AdsDeps } from './deps.ts'
import type { AdTables } from './tables.ts'

/** Costs of a table; a day, a platform and a campaign that are there are replaced. */
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
  as t(day date, platform text, campaign text, cost bigint, shows bigint, clicks bigint)`

async function thereOf({ postgres }: AdsDeps, rows: readonly CostRow[]): Promise<number> {
  const found = await sql<{ count: number }>`
    select count(*)::int as count from ${listOf(rows)} join acquisition_ad_cost c using (day, platform, campaign)`.execute(
    postgres.tables<AdTables>(),
  )
  return found.rows[0]?.count ?? 0
}

async function keep({ postgres, now }: AdsDeps, rows: readonly CostRow[], by: string) {
  await postgres.transaction(async (tx) => {
    await sql`
      insert into acquisition_ad_cost (day, platform, campaign, cost, shows, clicks, imported_by, imported_at)
      select t.day, t.platform, t.campaign, t.cost, t.shows, t.clicks, ${by}, ${new Date(now())} from ${listOf(rows)}
      on conflict (day, platform, campaign) do update set cost = excluded.cost, shows = excluded.shows,
        clicks = excluded.clicks, imported_by = excluded.imported_by, imported_at = excluded.imported_at`.execute(
      tx.tables<AdTables>(),
    )
    await audit(tx, by, 'ad.costs', rows[0]?.day ?? '', { rows: rows.length })
  })
}
