import { implement } from '@orpc/server'
import { sql } from 'kysely'
import { may, type RequestContext } from '#platform/http/context'
import type { Postgres } from '#platform/postgres/postgres'
import { liveRooms } from '../../core/liveRooms/contract.ts'
import { type FigureName, type Figures, figureNames } from '../../core/liveRooms/figures.ts'
import type { LiveRow, LiveTables } from './tables.ts'

/** Orders of a channel that were paid in a stretch of time (epoch ms). Money is fen. */
interface Sold {
  readonly orders: number
  readonly net: number
  readonly people: number
}

/** Port: what the ledger has of these stretches, in the order asked. */
export type SoldIn = (
  stretches: readonly { readonly channel: string; readonly from: number; readonly to: number }[],
) => Promise<readonly Sold[]>

interface Deps {
  readonly postgres: Postgres
  readonly soldIn: SoldIn
}

/** The endpoints of live rooms. */
export function liveHandlers(deps: Deps) {
  const os = implement(liveRooms).$context<RequestContext>()
  return os.router({
    list: os.list.handler(async ({ input: { limit, cursor, ...of }, context: { actor } }) => {
      const rows = await roomsOf(deps.postgres, of, limit + 1, cursor)
      const page = rows.slice(0, limit)
      const last = rows.length > limit ? page.at(-1) : undefined
      return {
        items: await withSold(deps, page, may(actor, 'orders:read')),
        ...(last ? { next: `${last.started_at.getTime()}.${last.id}` } : {}),
      }
    }),
    sums: os.sums.handler(async ({ input }) => ({ items: await sumsOf(deps.postgres, input) })),
  })
}

interface Of {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly platform?: string | undefined
}

async function roomsOf(postgres: Postgres, { from, to, platform }: Of, limit: number, cursor: string | undefined) {
  const after = /^(\d{1,15})\.(\d{1,19})$/.exec(cursor ?? '')
  let rows = postgres.tables<LiveTables>().selectFrom('carriers_live_room').selectAll()
  if (from) rows = rows.where('started_at', '>=', new Date(from))
  if (to) rows = rows.where('started_at', '<', new Date(to))
  if (platform) rows = rows.where('platform', '=', platform)
  if (after) rows = rows.where(sql<boolean>`(started_at, id) < (${new Date(Number(after[1]))}, ${after[2]}::bigint)`)
  return rows.orderBy('started_at', 'desc').orderBy('id', 'desc').limit(limit).execute()
}

async function withSold({ soldIn }: Deps, rows: readonly LiveRow[], isAllowed: boolean) {
  const over = rows.flatMap(({ id, platform: channel, started_at: from, ended_at: to }) =>
    to === null || !isAllowed ? [] : [{ id, channel, from: from.getTime(), to: to.getTime() }],
  )
  const sold = await soldIn(over)
  const byId = new Map(over.map(({ id }, i) => [id, sold[i]]))
  return rows.map((row) => ({
    ...{ id: row.id, platform: row.platform, account: row.account, title: row.title, figures: row.figures },
    ...{ startedAt: row.started_at.toISOString(), endedAt: row.ended_at?.toISOString() ?? null },
    ...{ updatedAt: row.updated_at.toISOString(), sold: byId.get(row.id) ?? null },
  }))
}

/** What sums make no sense of: most at a time, averages. */
const summed = figureNames.filter((name) => name !== 'peak' && name !== 'averageSeconds')

async function sumsOf(postgres: Postgres, { from, to }: Of) {
  const rows = await sql<{ platform: string; rooms: number; name: FigureName | null; sum: string; known: number }>`
    with chosen as (select * from carriers_live_room
      where (${from ?? null}::timestamptz is null or started_at >= ${from ?? null}::timestamptz)
        and (${to ?? null}::timestamptz is null or started_at < ${to ?? null}::timestamptz))
    select s.platform, (select count(*)::int from chosen t where t.platform = s.platform) as rooms, f.key as name,
      coalesce(sum(f.value::bigint), 0)::text as sum, count(f.value)::int as known
    from chosen s left join lateral jsonb_each_text(s.figures) f on f.key = any(${[...summed]}::text[])
    group by s.platform, f.key order by s.platform`.execute(postgres.tables<LiveTables>())
  return [...Map.groupBy(rows.rows, ({ platform }) => platform)].map(([platform, some]) => {
    const sums: Partial<Record<FigureName, number>> = {}
    const known: Partial<Record<FigureName, number>> = {}
    for (const { name, sum, known: of } of some) {
      if (name === null) continue
      sums[name] = Number(sum)
      known[name] = of
    }
    return { platform, rooms: some[0]?.rooms ?? 0, sums: sums satisfies Figures, known }
  })
}
