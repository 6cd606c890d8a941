import { sql } from 'kysely'
import type { Postgres } from '#platform/postgres/postgres'
import type { CarrierTables } from './tables.ts'

/** Port: who was added by a staff code in `[from, to)` (epoch ms), and who was welcomed, by strand with the first time. */
export const codeAddsOf = (postgres: Postgres) => async (code: string, from: number, to: number) => {
  const db = postgres.tables<CarrierTables>()
  const [start, end] = [new Date(from), new Date(to)]
  const { rows } = await sql<{ strand: string; at: Date }>`
    select c.strand::text as strand, min(r.added_at) as at from carriers_relation r join carriers_contact c on c.id = r.contact
    where r.code = ${code}::bigint and r.added_at >= ${start} and r.added_at < ${end} group by 1`.execute(db)
  const sent = await sql<{ strand: string; at: Date }>`
    select c.strand::text as strand, min(w.at) as at
    from carriers_welcome w join carriers_contact c on c.external = w.contact and c.account = w.account
    where w.code = ${code}::bigint and w.state = 'sent' and w.at >= ${start} and w.at < ${end} group by 1`.execute(db)
  return { added: firstOf(rows), welcomed: firstOf(sent.rows) }
}

const firstOf = (rows: readonly { readonly strand: string; readonly at: Date }[]) =>
  new Map(rows.map(({ strand, at }) => [strand, at.getTime()]))

/** Port: to how many a send was delivered; null where its platform tells nobody. */
export const sendDeliveredOf =
  (postgres: Postgres) =>
  async (send: string): Promise<number | null> => {
    const { rows } = await sql<{ delivered: number; told: number }>`
      select (count(*) filter (where state = 'delivered'))::int as delivered,
        (count(*) filter (where state in ('delivered', 'failed') and told is not null))::int as told
      from carriers_send_person where send = ${send}::bigint`.execute(postgres.tables<CarrierTables>())
    const { delivered = 0, told = 0 } = rows[0] ?? {}
    return told === 0 ? null : delivered
  }

/** Port: what a staff code or a send is called; null = there is none. */
export const nameOfWay =
  (postgres: Postgres) =>
  async (kind: 'code' | 'send', id: string): Promise<string | null> => {
    const table = sql.table(kind === 'code' ? 'carriers_code' : 'carriers_send')
    const { rows } = await sql<{ name: string }>`select name from ${table} where id = ${id}::bigint`.execute(
      postgres.tables<CarrierTables>(),
    )
    return rows[0]?.name ?? null
  }

/** Port: staff codes in use, or sends, the newest first. */
export const waysNamed =
  (postgres: Postgres) =>
  async (kind: 'code' | 'send', limit: number): Promise<{ id: string; name: string }[]> => {
    const from = kind === 'code' ? sql`carriers_code where off_at is null and owner is null` : sql`carriers_send`
    const { rows } = await sql<{ id: string; name: string }>`
      select id::text as id, name from ${from} order by id desc limit ${limit}`.execute(
      postgres.tables<CarrierTables>(),
    )
    return rows
  }
