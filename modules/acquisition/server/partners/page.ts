import { sql } from 'kysely'
import type { Olap } from '#platform/clickhouse/olap'
import type { PartnerPageData, SaleState } from '../../core/partners/pageData.ts'
import { ticketFor, ticketIn } from '../hooks/tickets.ts'
import type { PartnerDeps } from './deps.ts'
import { type Figures, figuresOf } from './shown.ts'
import { shownStatements, statementRows } from './statements.ts'
import type { PartnerTables } from './tables.ts'
import { shownWays } from './ways.ts'

const newest = 20
const about = 'partner'

/** Address of the page of a partner; nobody can make one, or turn one into another's. */
export const pageUrl = ({ vault, now }: Pick<PartnerDeps, 'vault' | 'now'>, partner: string, origin: string): string =>
  `${origin}/m/partner?t=${ticketFor(vault, about, partner, now())}`

/** Port for whoever writes the page; null = that is no ticket. */
export async function partnerPage(
  deps: PartnerDeps & { readonly olap: Olap },
  ticket: string,
  origin: string,
): Promise<PartnerPageData | null> {
  const partner = ticketIn(deps.vault, about, ticket)?.strand
  if (partner === undefined) return null
  const all = deps.postgres.tables<PartnerTables>().selectFrom('acquisition_partner').select('name')
  const row = await all.where('id', '=', partner).executeTakeFirst()
  const figures = (await figuresOf(deps, [partner], deps.now())).get(partner)
  if (!row || !figures) return null
  const ways = (await shownWays(deps, { partner }, origin)).filter(({ on }) => on)
  return {
    ...{
      name: row.name,
      figures: told(figures),
      sales: await salesOf(deps, partner),
      statements: await statementsOf(deps, partner),
    },
    ways: ways.map(({ id, programmeName, code, url, clicks, deals }) => ({
      ...{ id, programme: programmeName, code, url, clicks, deals },
    })),
  }
}

const told = ({ orders, net, activations, earned, clawedBack, held, due, paying, paid }: Figures) => ({
  ...{ orders, net, activations, earned, clawedBack, held, due, paying, paid },
})

async function salesOf({ postgres, now }: PartnerDeps, partner: string) {
  const { rows } = await sql<{ at: Date; net: string; amount: string; state: SaleState }>`
    select d.at, d.net, coalesce(sum(c.amount), 0) as amount,
      case when d.void_at is not null then 'void'
        when exists (select from acquisition_partner_flag f where f.deal = d.id and f.state = 'open') then 'review'
        when bool_and(c.statement is not null) then 'stated'
        when d.due_at <= ${new Date(now())} then 'due' else 'held' end as state
    from acquisition_deal d left join acquisition_commission c on c.deal = d.id and c.partner = d.partner
    where d.partner = ${partner} group by d.id order by d.id desc limit ${newest}`.execute(
    postgres.tables<PartnerTables>(),
  )
  return rows.map(({ at, net, amount, state }) => ({
    ...{ at: at.toISOString(), net: Number(net), amount: Number(amount), state },
  }))
}

async function statementsOf(deps: PartnerDeps, partner: string) {
  const { items } = await statementRows(deps, { partner, limit: newest })
  const shown = await shownStatements(deps, items)
  return shown.map(({ id, month, amount, state }, i) => {
    const transfer = items[i]?.transfer
    const waits = state === 'paying' && transfer?.state === 'WAIT_USER_CONFIRM'
    return { id, month, amount, state, confirm: waits ? (transfer.confirm ?? null) : null }
  })
}
