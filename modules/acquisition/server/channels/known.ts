import { sql } from 'kysely'
import { unknownName } from '../../core/channels/recognise.ts'
import type { CostOrigin } from '../../core/channels/sums.ts'
import type { ChannelDeps } from './deps.ts'

/** A cost that is in the books of what was used, under the name of what it was used for. */
export interface KnownCost {
  readonly origin: Exclude<CostOrigin, 'hand'>
  readonly name: string
  /** `2026-11-28` in the zone of the workspace. */
  readonly day: string
  /** Fen. */
  readonly amount: number
}

interface Row extends Omit<KnownCost, 'name'> {
  readonly name: string | null
  /** Whose way says the name, where nothing else does. */
  readonly strand: string | null
}

/**
 * What is known to have been spent on the days `[from, to)`: advertisements by platform, printed cards by batch, partners
 * by their kind (commissions less what went back, samples), hooks by how whoever claimed came, additions that were bought.
 */
export async function knownCosts(
  deps: Pick<ChannelDeps, 'postgres' | 'zone'> & { readonly came: Pick<ChannelDeps['came'], 'nameOf'> },
  from: string,
  to: string,
): Promise<readonly KnownCost[]> {
  const zone = await deps.zone()
  const dayOf = (column: string) => sql`(${sql.ref(column)} at time zone ${zone})::date`
  const { rows } = await sql<Row>`
    with costs as (
      select 'ads' as origin, platform as name, null::bigint as strand, day, cost::bigint as amount from acquisition_ad_cost
      union all
      select 'cards', left('包裹卡 ' || b.name, 64), null, ${dayOf('b.created_at')}, b.card_cost::bigint * (
        select count(*) from acquisition_card c where c.batch = b.id) from acquisition_card_batch b
      union all
      select 'partners', upper(p.kind), null, ${dayOf('c.at')}, c.amount from acquisition_commission c
        join acquisition_partner p on p.id = c.partner
      union all
      select 'partners', upper(p.kind), null, ${dayOf('s.sent_at')}, s.cost::bigint from acquisition_partner_sample s
        join acquisition_partner p on p.id = s.partner where s.back_at is null
      union all
      select 'hooks', left('包裹卡 ' || b.name, 64), case when l.card is null then l.strand end, ${dayOf('l.claimed_at')}, l.cost
        from acquisition_claim l left join acquisition_card k on k.id = l.card
          left join acquisition_card_batch b on b.id = k.batch where l.state not in ('cancelled', 'returned')
      union all
      select 'links', coalesce(l.source, ''), null, ${dayOf('a.at')}, q.price::bigint from acquisition_paid_add a
        join acquisition_paid_link l on l.id = a.link join acquisition_paid_quota q on q.account = l.account
        where not a.known)
    select origin, name, strand::text, day::text as day, sum(amount)::float as amount from costs
    where day >= ${from}::date and day < ${to}::date and amount <> 0 group by 1, 2, 3, 4`.execute(
    deps.postgres.tables(),
  )
  const asked = [...new Set(rows.flatMap(({ strand }) => strand ?? []))]
  const ways = asked.length === 0 ? new Map<string, string>() : await deps.came.nameOf(asked)
  return rows.map(({ strand, name, ...row }) => ({
    ...row,
    name: (name ?? ways.get(strand ?? '') ?? '') || unknownName,
  }))
}
