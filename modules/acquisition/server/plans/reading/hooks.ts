import { sql } from 'kysely'
import { answered, askedTable, during, peopleBy, type Reading, rowsBy } from '../asked.ts'

/** Hooks: who claimed them, and what that cost. */
export const hooks: Reading = async (deps, asked) => {
  const of = sql`${askedTable(asked)} join acquisition_claim c on c.hook = a.id
    and c.state not in ('cancelled', 'returned') and ${during('c.claimed_at')}`
  const sums = await rowsBy<{ claims: number; cost: number }>(
    deps,
    sql`select a.key, count(distinct coalesce(c.strand::text, 'claim ' || c.id))::int as claims,
      coalesce(sum(c.cost), 0)::float as cost from ${of} group by 1`,
  )
  const claimed = await peopleBy(
    deps,
    sql`select a.key, c.strand::text as strand, min(c.claimed_at) as at from ${of} where c.strand is not null group by 1, 2`,
  )
  return answered(asked, ({ key, id }) => {
    const { claims = 0, cost = 0 } = sums.get(key) ?? {}
    return { counts: { claim: claims }, who: { claim: claimed(key) }, costs: { [`hook ${id}`]: cost } }
  })
}
