import { type Expression, sql } from 'kysely'
import type { Db } from './postgres.ts'

/** How many rows there are; beyond a hundred thousand it is what the planner expects. */
export interface About {
  count: number
  exact: boolean
}

const exactTo = 100_000

/**
 * How many rows a query finds, at the price of a hundred thousand at most: a list of millions says about how many, and
 * opens as fast as a short one.
 * @param rows the rows without order and limit, of any columns
 */
export async function countAbout<T>(db: Db<T>, rows: Expression<unknown>): Promise<About> {
  const counted = await sql<{ n: string }>`select count(*) as n from (${rows} limit ${exactTo + 1}) found`.execute(db)
  const count = Number(counted.rows[0]?.n ?? 0)
  if (count <= exactTo) return { count, exact: true }
  const plan = await sql<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>`explain (format json) ${rows}`.execute(
    db,
  )
  return { count: Math.max(count, plan.rows[0]?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0), exact: false }
}
