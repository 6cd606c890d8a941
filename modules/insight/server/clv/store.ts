import { sql } from 'kysely'
import { z } from 'zod'
import type { Olap, Query } from '#platform/clickhouse/olap'
import type { Db, Postgres } from '#platform/postgres/postgres'
import { CardBody, type ClvCard } from '../../core/clvContract.ts'
import { Int } from '../sql.ts'

export interface ClvTables {
  insight_clv_model: { id: string; at: Date; version: string; card: object }
}

/** The model in use and the partition its values stand in; null before the first run. */
export async function modelInUse(db: Db<ClvTables>): Promise<{ card: ClvCard; version: string } | null> {
  const row = await db.selectFrom('insight_clv_model').selectAll().orderBy('id', 'desc').limit(1).executeTakeFirst()
  if (!row) return null
  const card = { ...CardBody.parse(row.card), id: row.id, at: row.at.toISOString() }
  return { card, version: row.version }
}

/** From now on these values are in use; those of earlier runs go. */
export async function putInUse(
  { postgres, olap }: { postgres: Postgres; olap: Olap },
  version: string,
  card: z.input<typeof CardBody>,
): Promise<void> {
  await sql`insert into insight_clv_model (at, version, card)
    values (${new Date(Number(version))}, ${version}, ${JSON.stringify(card)}::jsonb)`.execute(postgres.tables())
  await dropOthers(olap, version)
}

/** Takes away the values of every other run: older ones, and those that broke off. */
export async function dropOthers(olap: Olap, version: string): Promise<void> {
  for (const { version: old } of await olap.query(versions, { version }))
    await olap.command(`alter table person_value drop partition ${z.string().regex(/^\d+$/).parse(old)}`)
}

const VersionParams = z.object({ version: z.string() })
const versions: Query<typeof VersionParams, typeof VersionParams> = {
  name: 'clv-versions',
  sql: 'select distinct toString(v.version) as version from person_value as v where v.version != toUInt64({version:String})',
  params: VersionParams,
  row: VersionParams,
}

export const ValueRow = z.object({
  person: z.string(),
  repeats: Int,
  alive: z.number(),
  orders: z.number(),
  orders_low: Int,
  orders_high: Int,
  spend: Int,
  clv: Int,
  clv_low: Int,
  clv_high: Int,
})
export type ValueRow = z.output<typeof ValueRow>

const valueColumns = `toString(person) as person, repeats, alive, orders, orders_low, orders_high, spend, clv, clv_low, clv_high`
// The most valuable tenth is 1. Equal values are told apart by the number, so that a page and a band mean the same people.
// Who was excluded or erased with a source since the run is in neither.
const banded = `select *, intDiv((row_number() over (order by person_value.clv desc, person_value.person) - 1) * 10, count() over ()) + 1 as band
  from person_value where version = toUInt64({version:String})
    and person_value.person not in (select id from people final where deleted = 1 or excluded = 1)`

const OneParams = z.object({ version: z.string(), person: z.string() })
const one: Query<typeof OneParams, typeof ValueRow> = {
  name: 'clv-person',
  sql: `select ${valueColumns} from person_value where version = toUInt64({version:String}) and person_value.person = toUInt64({person:String})`,
  params: OneParams,
  row: ValueRow,
}

/** What is expected of the unified person; null for somebody who never bought. */
export async function valueOfPerson(olap: Olap, version: string, person: string): Promise<ValueRow | null> {
  return (await olap.query(one, { version, person }))[0] ?? null
}

const PageParams = z.object({ version: z.string(), band: z.int(), offset: z.int(), limit: z.int() })
const page: Query<typeof PageParams, typeof ValueRow> = {
  name: 'clv-people',
  sql: `select ${valueColumns} from (${banded}) as person_value
  where {band:UInt8} = 0 or band = {band:UInt8}
  order by person_value.clv desc, person_value.person limit {limit:UInt32} offset {offset:UInt32}`,
  params: PageParams,
  row: ValueRow,
}

export const valuePage = (olap: Olap, params: z.input<typeof PageParams>) => olap.query(page, params)

const BandRow = z.object({
  ...{ band: Int, people: Int, least: Int, clv: Int, low: Int, high: Int },
  ...{ share: z.number(), orders: z.number(), alive: z.number() },
})
const bands: Query<typeof VersionParams, typeof BandRow> = {
  name: 'clv-bands',
  sql: `select band, count() as people, min(v.clv) as least, toInt64(round(avg(v.clv))) as clv,
    toInt64(round(avg(clv_low))) as low, toInt64(round(avg(clv_high))) as high,
    if(any(whole) = 0, 0., sum(v.clv) / any(whole)) as share, avg(v.orders) as orders, avg(v.alive) as alive
  from (select *, sum(clv) over () as whole from (${banded})) as v group by band order by band`,
  params: VersionParams,
  row: BandRow,
}

export const bandsOf = (olap: Olap, version: string) => olap.query(bands, { version })
