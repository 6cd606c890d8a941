import { sql } from 'kysely'
import type { Db } from '#platform/postgres/postgres'
import { type Asked, allOf, answered, askedTable, during, peopleBy, type Reading, rowsBy } from '../asked.ts'
import type { Came, PlanDeps } from '../deps.ts'
import { visitorsOf } from './links.ts'

interface WayOf {
  readonly key: string
  readonly way: string
  readonly code: string
  readonly link: string | null
  readonly live: string | null
}

/** KOL and KOC, by all their links and codes or by one of them: what came by these, and what was credited to them. */
const partners =
  (by: 'partner' | 'id'): Reading =>
  async (deps, asked) => {
    const of = sql`${askedTable(asked)} join acquisition_partner_way w on ${sql.ref(`w.${by}`)} = a.id`
    const ways = await waysOf(deps.postgres.tables(), of)
    const byKey = Map.groupBy(ways, ({ key }) => key)
    const [clicks, marked] = [await clicksOf(deps, asked, ways), await markedOf(deps, asked, byKey)]
    const [scans, added] = [await scansOf(deps, of), await addsOf(deps, of)]
    const deals = (kind: 'sale' | 'activation') =>
      peopleBy(
        deps,
        sql`select a.key, d.strand::text as strand, min(d.at) as at from ${of} join acquisition_deal d on d.way = w.id
          where d.kind = ${kind} and d.strand is not null and d.void_at is null and (d.net > 0 or d.kind = 'activation')
            and ${during('d.at')} group by 1, 2`,
      )
    const [sold, activated] = [await deals('sale'), await deals('activation')]
    const costs = await costsOf(deps, asked, of, by)
    return answered(asked, ({ key }) => {
      const own = byKey.get(key) ?? []
      const [hasLink, hasLive] = [own.some(({ link }) => link !== null), own.some(({ live }) => live !== null)]
      const who = {
        ...(hasLink ? { land: marked.get(key) ?? new Map() } : {}),
        ...(hasLink || hasLive ? { add: added(key) } : {}),
        ...{ register: activated(key), order: sold(key) },
      }
      return {
        counts: {
          ...{ click: hasLink ? (clicks.get(key) ?? 0) : null, land: who.land?.size ?? null },
          ...{ scan: hasLive ? (scans.get(key)?.scanned ?? 0) : null, add: who.add?.size ?? null },
          ...{ register: who.register.size, order: who.order.size },
        },
        ...{ who, costs: costs.get(key) ?? {} },
      }
    })
  }

type Joined = ReturnType<typeof askedTable>

async function waysOf(db: Db<object>, of: Joined): Promise<readonly WayOf[]> {
  const { rows } = await sql<WayOf>`
    select a.key, w.id::text as way, w.code, w.link::text as link, w.live::text as live from ${of}`.execute(db)
  return rows
}

function clicksOf(deps: PlanDeps, asked: readonly Asked[], ways: readonly WayOf[]) {
  const slots = new Map(asked.map(({ key, slot }) => [key, slot]))
  const linked = ways.flatMap(({ key, link }) => {
    const slot = slots.get(key)
    return link === null || !slot ? [] : [{ key, link, slot }]
  })
  return visitorsOf(deps, linked)
}

/** Who of those that are known has opened an address that carries a mark of theirs. */
async function markedOf({ sight }: PlanDeps, asked: readonly Asked[], ways: ReadonlyMap<string, readonly WayOf[]>) {
  const codes = [...new Set([...ways.values()].flat().flatMap(({ code, link }) => (link === null ? [] : [code])))]
  if (codes.length === 0) return new Map<string, Came>()
  const from = Math.min(...asked.map(({ slot }) => slot.start))
  const to = Math.max(...asked.map(({ slot }) => slot.end)) - 1
  const rows = await sight.marked({ people: null, codes, from, to })
  const byCode = Map.groupBy(rows, ({ code }) => code)
  return new Map(
    asked.map(({ key, slot: { start, end } }) => {
      const own = (ways.get(key) ?? []).flatMap(({ code }) => byCode.get(code) ?? [])
      const within = own.filter(({ at }) => at >= start && at < end)
      return [key, allOf(within.map(({ person, at }) => new Map([[person, at]])))] as const
    }),
  )
}

const scansOf = (deps: PlanDeps, of: Joined) =>
  rowsBy<{ scanned: number }>(
    deps,
    sql`select a.key, count(distinct coalesce(s.visitor, s.id::text::bytea))::int as scanned
      from ${of} join acquisition_live_shown s on s.live = w.live and ${during('s.at')} group by 1`,
  )

/** Added by a live code of theirs, or at the end of a page that a link of theirs has opened. */
const addsOf = (deps: PlanDeps, of: Joined) =>
  peopleBy(
    deps,
    sql`select key, strand, min(at) as at from (
      select a.key, d.strand::text as strand, d.added_at as at
        from ${of} join acquisition_live_add d on d.live = w.live and not d.known and ${during('d.added_at')}
      union all
      select a.key, v.adder::text, v.added_at
        from ${of} join acquisition_visit v on v.link = w.link and v.adder is not null and ${during('v.added_at')}) as t
    group by 1, 2`,
  )

/** Commission, less what was taken back, by way; of a partner what was sent to them as well. */
async function costsOf({ postgres }: PlanDeps, asked: readonly Asked[], of: Joined, by: 'partner' | 'id') {
  const { rows } = await sql<{ key: string; what: string; cost: number }>`
    select a.key, 'way ' || w.id as what, sum(c.amount)::float as cost
      from ${of} join acquisition_deal d on d.way = w.id join acquisition_commission c on c.deal = d.id and ${during('c.at')}
      group by 1, 2
    union all
    select a.key, 'samples ' || a.id, sum(s.cost)::float from ${askedTable(asked)}
      join acquisition_partner_sample s on s.partner = a.id and s.back_at is null and ${during('s.sent_at')}
      where ${by === 'partner'} group by 1, 2`.execute(postgres.tables())
  return new Map(
    [...Map.groupBy(rows, ({ key }) => key)].map(([key, own]) => [
      key,
      Object.fromEntries(own.map(({ what, cost }) => [what, cost])),
    ]),
  )
}

export const byPartner = partners('partner')
export const byWay = partners('id')
