import { sql } from 'kysely'
import type { AcquisitionDeps } from '../deps.ts'
import type { AcquisitionTables } from '../tables.ts'
import { reached } from './path.ts'
import type { VisitRow } from './tables.ts'

export interface Ranged {
  readonly id: string
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly link?: string | undefined
}

/** A condition on visits `v`. */
export const within = ({ id, from, to, link }: Ranged) => sql`v.page = ${id}::bigint
  and v.at >= ${new Date(from ?? 0)} and v.at < ${new Date(to ?? 8.64e12)}
  and (${link ?? null}::bigint is null or v.link = ${link ?? null}::bigint)`

export type Visited = Ranged & {
  readonly cursor?: string | undefined
  readonly limit: number
  readonly step?: keyof typeof reached | undefined
}

/** A page of visits, newest first, of those who reached a step. */
export async function visits(
  { postgres }: Pick<AcquisitionDeps, 'postgres'>,
  { cursor, limit, step = 'landed', ...range }: Visited,
) {
  const below = /^\d{1,18}$/.test(cursor ?? '') ? (cursor ?? '') : '9223372036854775807'
  const { rows } = await sql<VisitRow>`select v.* from acquisition_visit v
    where ${within(range)} and ${reached[step]} and v.id < ${below}::bigint
    order by v.id desc limit ${limit + 1}`.execute(postgres.tables<AcquisitionTables>())
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items: items.map(visitShown), ...(rows.length > limit && last ? { next: last.id } : {}) }
}

const visitShown = (row: VisitRow) => ({
  ...{ id: row.id, at: row.at.toISOString(), app: row.app, person: row.person, adder: row.adder },
  acts: [
    ...(row.copied_at ? (['copy'] as const) : []),
    ...(row.saved_at ? (['save'] as const) : []),
    ...(row.opened_at ? (['open'] as const) : []),
  ],
  arrived: row.arrived_at !== null,
  ...{ addedAt: row.added_at?.toISOString() ?? null, leftAt: row.left_at?.toISOString() ?? null },
})
