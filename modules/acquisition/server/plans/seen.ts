import { type RawBuilder, sql } from 'kysely'
import { z } from 'zod'
import type { Query } from '#platform/clickhouse/olap'
import type { AssetKind, PlanStep } from '../../core/plans/steps.ts'
import type { Slot } from '../channels/read.ts'
import { reached, sumVisits } from '../handover/path.ts'
import { personalPort } from '../personal/port.ts'
import type { Came, PlanDeps } from './deps.ts'

/** What one thing saw in the days of a plan: how many at each step, and who, where that is known. */
export interface Seen {
  readonly counts: Partial<Record<PlanStep, number | null>>
  readonly who: Partial<Record<PlanStep, Came>>
  /** What it cost, in fen. */
  readonly cost: number
}

type Looking = (deps: PlanDeps, id: string, slot: Slot) => Promise<Seen>

interface PersonRow {
  readonly strand: string
  readonly at: Date
}

const cameOf = (rows: readonly PersonRow[]): Came => new Map(rows.map(({ strand, at }) => [strand, at.getTime()]))

async function who({ postgres }: PlanDeps, query: RawBuilder<PersonRow>): Promise<Came> {
  return cameOf((await query.execute(postgres.tables())).rows)
}

async function numbers<T>({ postgres }: PlanDeps, query: RawBuilder<T>): Promise<T> {
  const [row] = (await query.execute(postgres.tables())).rows
  if (!row) throw new Error('a sum has one row')
  return row
}

/** Whether a time is in the days; `column` stands in the code. */
const during = (column: string, { start, end }: Slot) =>
  sql`${sql.ref(column)} >= ${new Date(start)} and ${sql.ref(column)} < ${new Date(end)}`

const batch: Looking = async (deps, id, slot) => {
  const sums = await numbers(
    deps,
    sql<{ inserted: number; scanned: number; cost: number }>`
      select (count(*) filter (where ${during('inserted_at', slot)}))::int as inserted,
        (count(*) filter (where ${during('scanned_at', slot)}))::int as scanned,
        (count(*) * coalesce((select b.card_cost from acquisition_card_batch b where b.id = ${id}::bigint), 0))::float as cost
      from acquisition_card where batch = ${id}::bigint`,
  )
  const added = await who(
    deps,
    sql`select strand::text, min(added_at) as at from acquisition_card
      where batch = ${id}::bigint and strand is not null and ${during('added_at', slot)} group by 1`,
  )
  const claimed = await who(
    deps,
    sql`select strand::text, min(claimed_at) as at from acquisition_card
      where batch = ${id}::bigint and strand is not null and ${during('claimed_at', slot)} group by 1`,
  )
  return {
    counts: { seeCard: sums.inserted, scan: sums.scanned, add: added.size, claim: claimed.size },
    ...{ who: { add: added, claim: claimed }, cost: sums.cost },
  }
}

const ads: Looking = async (deps, id, { from, to }) => {
  const sums = await numbers(
    deps,
    sql<{ shows: number; clicks: number; cost: number }>`
      select coalesce(sum(c.shows), 0)::float as shows, coalesce(sum(c.clicks), 0)::float as clicks,
        coalesce(sum(c.cost), 0)::float as cost
      from acquisition_ad_account a join acquisition_ad_cost c on c.platform = a.kind
      where a.id = ${id}::bigint and c.day >= ${from}::date and c.day < ${to}::date`,
  )
  return { counts: { seeAd: sums.shows, click: sums.clicks }, who: {}, cost: sums.cost }
}

const send: Looking = async (deps, id) => {
  const clickers = await personalPort(deps).clickers(`send:${id}`)
  return { counts: { readSms: await deps.delivered(id), click: clickers.size }, who: { click: clickers }, cost: 0 }
}

const LinkParams = z.object({ link: z.string(), from: z.int(), to: z.int() })
const Visitors = z.object({ visitors: z.coerce.number() })
const visitorsOf: Query<typeof LinkParams, typeof Visitors> = {
  name: 'plan-link-visitors',
  sql: `select uniqExact(visitor) as visitors from link_clicks where link = {link:UInt64} and bot = 0
    and at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') and at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')`,
  params: LinkParams,
  row: Visitors,
}

const link: Looking = async ({ olap }, id, { start, end }) => {
  const [row] = await olap.query(visitorsOf, { link: id, from: start, to: end })
  return { counts: { click: row?.visitors ?? 0 }, who: {}, cost: 0 }
}

const page: Looking = async (deps, id, slot) => {
  const which = sql`v.page = ${id}::bigint and ${during('v.at', slot)}`
  const { landed, acted, arrived, through, added, wechat, wechatAdded } = await sumVisits(deps.postgres, which)
  const people = await who(
    deps,
    sql`select v.adder::text as strand, min(v.added_at) as at from acquisition_visit v
      where ${which} and ${reached.added} and v.adder is not null group by 1`,
  )
  const inside = through > 0 ? arrived : null
  return {
    counts: {
      click: landed + wechat,
      land: landed + wechat,
      save: acted,
      openWechat: inside,
      scan: inside,
      add: added + wechatAdded,
    },
    ...{ who: { add: people }, cost: 0 },
  }
}

const live: Looking = async (deps, id, slot) => {
  const { scanned } = await numbers(
    deps,
    sql<{ scanned: number }>`select count(distinct coalesce(visitor, id::text::bytea))::int as scanned
      from acquisition_live_shown where live = ${id}::bigint and ${during('at', slot)}`,
  )
  const added = await who(
    deps,
    sql`select strand::text, min(added_at) as at from acquisition_live_add
      where live = ${id}::bigint and not known and ${during('added_at', slot)} group by 1`,
  )
  // The code that the platform answers itself leads nobody by us: of it nobody sees a scan.
  return {
    counts: { scan: scanned === 0 && added.size > 0 ? null : scanned, add: added.size },
    who: { add: added },
    cost: 0,
  }
}

const code: Looking = async (deps, id, { start, end }) => {
  const { added, welcomed } = await deps.codeAdds(id, start, end)
  return {
    counts: { add: added.size, welcome: welcomed.size },
    ...{ who: { add: added, welcome: welcomed }, cost: 0 },
  }
}

const paid: Looking = async (deps, id, slot) => {
  const sums = await numbers(
    deps,
    sql<{ opened: number; cost: number }>`
      select coalesce((select sum(count) from acquisition_paid_open where link = l.id and led = 'link'
          and day >= ${slot.from}::date and day < ${slot.to}::date), 0)::int as opened,
        (coalesce(q.price, 0) * (select count(*) from acquisition_paid_add a where a.link = l.id and not a.known
          and ${during('a.at', slot)}))::float as cost
      from acquisition_paid_link l left join acquisition_paid_quota q on q.account = l.account where l.id = ${id}::bigint
      union all select 0, 0 limit 1`,
  )
  const added = await who(
    deps,
    sql`select coalesce(person, id)::text as strand, min(at) as at from acquisition_paid_add
      where link = ${id}::bigint and not known and person is not null and ${during('at', slot)} group by 1`,
  )
  return {
    counts: { click: sums.opened, openWechat: sums.opened, add: added.size },
    who: { add: added },
    cost: sums.cost,
  }
}

const hook: Looking = async (deps, id, slot) => {
  const which = sql`hook = ${id}::bigint and state not in ('cancelled', 'returned') and ${during('claimed_at', slot)}`
  const sums = await numbers(
    deps,
    sql<{ claims: number; cost: number }>`
      select count(distinct coalesce(strand::text, 'claim ' || id))::int as claims, coalesce(sum(cost), 0)::float as cost
      from acquisition_claim where ${which}`,
  )
  const claimed = await who(
    deps,
    sql`select strand::text, min(claimed_at) as at from acquisition_claim where ${which} and strand is not null group by 1`,
  )
  return { counts: { claim: sums.claims }, who: { claim: claimed }, cost: sums.cost }
}

/** What each kind of thing has seen. */
export const looking: Readonly<Record<AssetKind, Looking>> = { batch, ads, send, link, page, live, code, paid, hook }
