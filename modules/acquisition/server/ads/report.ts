import { sql } from 'kysely'
import { adKinds } from '../../core/ads/kinds.ts'
import type { AdsDeps } from './deps.ts'
import type { AdTables } from './tables.ts'

interface Sums {
  readonly cost: number
  readonly shows: number
  readonly clicks: number
  readonly visits: number
  readonly added: number
  readonly orders: number
  readonly value: number
}

type Row = Sums & { readonly platform: string; readonly account: string; readonly campaign: string }

interface Wanted {
  readonly from: string
  readonly to: string
  /** A line for each campaign, or for each account with all its campaigns. */
  readonly by: 'campaign' | 'account'
}

const none: Sums = { cost: 0, shows: 0, clicks: 0, visits: 0, added: 0, orders: 0, value: 0 }

/**
 * Costs of days and what the clicks of these days brought, the dearest first. An order is of the account that was told of it,
 * where costs name that one; what is else known by its campaign is of the account whose costs alone name the campaign.
 */
export async function reportOf(deps: Pick<AdsDeps, 'postgres' | 'zone'>, { from, to, by }: Wanted) {
  const zone = await deps.zone()
  const db = deps.postgres.tables<AdTables>()
  // Days are the workspace's; a click counts on its own day, whenever the order came.
  const [start, end] = [from, to].map((day) => sql`(${day}::date::timestamp at time zone ${zone})`)
  const marks = adKinds.flatMap(({ kind, marks: names }) => names.map((name) => ({ kind, name })))
  const { rows } = await sql<Row>`
    with marks as (select * from jsonb_to_recordset(${JSON.stringify(marks)}::jsonb) as t(kind text, name text)),
    costs as (select * from acquisition_ad_cost where day >= ${from}::date and day < ${to}::date),
    named as (select distinct platform, account from costs where account <> ''),
    alone as (select platform, campaign, min(account) as account from costs group by 1, 2 having count(distinct account) = 1),
    parts as (
      select platform, account, campaign, cost, shows, clicks, 0 as visits, 0 as added, 0 as orders, 0 as value from costs
      union all
      select m.kind, null, coalesce(v.marks->>'utm_campaign', ''), 0, 0, 0, 1, (v.added_at is not null)::int, 0, 0
      from acquisition_visit v join marks m on m.name = v.click_name
      where v.at >= ${start} and v.at < ${end}
      union all
      select platform, n.account, campaign, 0, 0, 0, 0, 0, 1, amount from (
        select distinct on (c.key) a.kind as platform, a.name as account, c.campaign, c.amount
        from acquisition_conversion c join acquisition_ad_account a on a.id = c.account
        where c.event in ('order', 'firstOrder') and c.state <> 'refunded'
          and c.clicked_at >= ${start} and c.clicked_at < ${end} order by c.key, c.clicked_at desc) as o
        left join named n using (platform, account))
    select p.platform, coalesce(p.account, l.account, '') as account,
      case when ${by} = 'campaign' then p.campaign else '' end as campaign, sum(cost)::float as cost,
      sum(shows)::float as shows, sum(clicks)::float as clicks, sum(visits)::int as visits, sum(added)::int as added,
      sum(orders)::int as orders, sum(value)::float as value
    from parts p left join alone l using (platform, campaign) group by 1, 2, 3
    order by sum(cost) desc, sum(value) desc limit 500`.execute(db)
  const total = rows.reduce<Sums>((sum, row) => plus(sum, row), none)
  return { items: rows.map(lineOf), total: lineOf({ platform: '', account: '', campaign: '', ...total }) }
}

const plus = (one: Sums, other: Sums): Sums => ({
  ...{ cost: one.cost + other.cost, shows: one.shows + other.shows, clicks: one.clicks + other.clicks },
  ...{ visits: one.visits + other.visits, added: one.added + other.added },
  ...{ orders: one.orders + other.orders, value: one.value + other.value },
})

const lineOf = (row: Row) => ({
  ...row,
  costPerAdd: row.added === 0 || row.cost === 0 ? null : Math.round(row.cost / row.added),
  roi: row.cost === 0 ? null : row.value / row.cost,
})
