import { z } from 'zod'
import { day } from '#kit/time'
import type { Olap, Query } from '#platform/clickhouse/olap'
import type { Postgres } from '#platform/postgres/postgres'
import type { SourceTables } from './sources.ts'

const silent = {
  name: 'intake.silentSources',
  sql: `select source, toUnixTimestamp64Milli(max(received)) as last from events
    where received >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    group by source having last < {to:Int64} order by last desc`,
  params: z.object({ from: z.int(), to: z.int() }),
  row: z.object({ source: z.coerce.number().int(), last: z.coerce.number().int() }),
} satisfies Query<z.ZodType, z.ZodType>

/** Sources that sent events in the week before the last 24 hours and nothing since; disabled ones apart. */
export async function silentSources(postgres: Postgres, olap: Olap, now: number) {
  const found = await olap.query(silent, { from: now - 8 * day, to: now - day })
  if (found.length === 0) return []
  const ids = found.map(({ source }) => source)
  const rows = await postgres
    .tables<SourceTables>()
    .selectFrom('intake_source')
    .select(['id', 'name'])
    .where('id', 'in', ids)
    .where('disabled_at', 'is', null)
    .execute()
  const names = new Map(rows.map(({ id, name }) => [id, name]))
  return found.flatMap(({ source, last }) => {
    const name = names.get(source)
    return name === undefined ? [] : [{ id: String(source), name, lastAt: last }]
  })
}
