import { sql } from 'kysely'
import type { Vault } from '#platform/crypto'
import type { Postgres } from '#platform/postgres/postgres'
import { type Subject, tableOf } from '#platform/subject'
import { aboutHash } from '../inbox.ts'
import type { CarrierDb } from '../tables.ts'
import type { ChatTables } from './tables.ts'

/** The chats somebody was in, from when to when. */
export const chatTables = (postgres: Postgres, strands: Subject['strands']) => [
  tableOf('carriers.chatGroups', ['chat', 'joinedAt', 'joinedHow', 'leftAt', 'leftHow'], async () => {
    const rows = await postgres
      .tables<ChatTables>()
      .selectFrom('carriers_participant as p')
      .innerJoin('carriers_chat as c', 'c.id', 'p.chat')
      .select(['c.name', 'p.joined_at', 'p.joined_how', 'p.left_at', 'p.left_how'])
      .where('p.strand', 'in', [...strands])
      .orderBy('p.joined_at')
      .execute()
    return rows.map((row) => ({
      ...{ chat: row.name, joinedAt: row.joined_at.toISOString(), joinedHow: row.joined_how },
      ...{ leftAt: row.left_at?.toISOString() ?? null, leftHow: row.left_how },
    }))
  }),
]

/** Their stays, and messages about those chats: they name whoever came and went, and what they said is read anew with the next. */
export async function eraseFromChats(db: CarrierDb, vault: Vault, strands: Subject['strands']): Promise<void> {
  const chats = await sql<{ account: string; chat: string }>`
    select distinct c.account::text as account, c.chat from carriers_chat c
    join carriers_participant p on p.chat = c.id where p.strand = any(${strands}::bigint[])`.execute(db)
  const about = chats.rows.map(({ account, chat }) => aboutHash({ vault }, account, chat))
  await sql`delete from carriers_inbox where about = any(${about}::bytea[])`.execute(db)
  await sql`delete from carriers_participant where strand = any(${strands}::bigint[])`.execute(db)
}
