import { sql } from 'kysely'
import type { CarrierDeps } from '../deps.ts'
import type { CarrierTables } from '../tables.ts'

interface Row {
  chat: string
  name: string
  member: Buffer
  joined_at: Date
  strand: string
  identity: string
  left_at: Date | null
}

/** Tells house people of stays that it has not heard of as they stand now: being in a chat is a way to be reached. */
export async function tellStays(
  { postgres, reached }: Pick<CarrierDeps, 'postgres' | 'reached'>,
  chat: string,
  corp: string,
): Promise<void> {
  const db = postgres.tables<CarrierTables>()
  const found = await sql<Row>`
    select c.chat, c.name, p.member, p.joined_at, p.strand, p.identity, p.left_at
    from carriers_participant p join carriers_chat c on c.id = p.chat
    where p.chat = ${chat}::bigint and not p.told and p.strand is not null`.execute(db)
  const { rows } = found
  await reached(
    rows.map(({ strand, identity, ...row }) => ({
      ...{ strand, identity, carrier: 'chatGroup', account: `${corp}/${row.chat}`, source: null, owner: null },
      ...{ startedAt: row.joined_at.getTime(), endedAt: row.left_at?.getTime() ?? null },
    })),
  )
  // One that has changed in between is told again.
  await sql`
    update carriers_participant p set told = true
    from unnest(${rows.map(({ member }) => member)}::bytea[], ${rows.map((row) => row.joined_at)}::timestamptz[],
      ${rows.map((row) => row.left_at)}::timestamptz[]) as t(member, joined_at, left_at)
    where p.chat = ${chat}::bigint and p.member = t.member and p.joined_at = t.joined_at
      and p.left_at is not distinct from t.left_at`.execute(db)
}
