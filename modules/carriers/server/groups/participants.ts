import { sql } from 'kysely'
import type { z } from 'zod'
import type { JoinHow, LeaveHow } from '../../core/chats.ts'
import type { ParticipantFilter } from '../../core/chatsContract.ts'
import type { CarrierTables } from '../tables.ts'
import { isFriend, type ShownDeps } from './shown.ts'

interface Row {
  member: Buffer
  strand: string
  joined_at: Date
  joined_how: JoinHow
  invited_by: string | null
  left_at: Date | null
  left_how: LeaveHow | null
  friend: boolean
}

type Filter = z.output<typeof ParticipantFilter>

const matching = ({ id, now, friend }: Filter) => sql`p.chat = ${id}::bigint and p.strand is not null
  and (p.left_at is null) = ${now === 'in'}
  and (${friend ?? null}::boolean is null or ${isFriend} = ${friend ?? null}::boolean)`

/** Customers of a chat, the last to join first, each with what colleagues call them. */
export async function participantsMatching(
  deps: ShownDeps,
  filter: Filter,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
) {
  const [, at = null, hash = null] = /^(\d{1,15})\.([0-9a-f]{2,128})$/.exec(cursor ?? '') ?? []
  const rows = await sql<Row>`
    select p.member, p.strand::text as strand, p.joined_at, p.joined_how, coalesce(s.name, p.invited_by) as invited_by,
      p.left_at, p.left_how, ${isFriend} as friend
    from carriers_participant p join carriers_chat c on c.id = p.chat
      left join carriers_staff s on s.account = c.account and s.userid = p.invited_by
    where ${matching(filter)} and (${at}::text is null or (p.joined_at, p.member)
      < (to_timestamp(${at}::float8 / 1000), decode(${hash}, 'hex')))
    order by p.joined_at desc, p.member desc limit ${limit + 1}`.execute(deps.postgres.tables<CarrierTables>())
  const page = rows.rows.slice(0, limit)
  const names = await deps.namesOf(page.map(({ strand }) => strand))
  const items = page.map((row) => ({
    ...{ person: names.get(row.strand)?.person ?? row.strand, name: names.get(row.strand)?.name ?? null },
    ...{ isFriend: row.friend, joinedAt: row.joined_at.toISOString(), joinedHow: row.joined_how },
    ...{ invitedBy: row.invited_by, leftAt: row.left_at?.toISOString() ?? null, leftHow: row.left_how },
  }))
  const last = page.at(-1)
  return rows.rows.length > limit && last
    ? { items, next: `${last.joined_at.getTime()}.${last.member.toString('hex')}` }
    : { items }
}

export async function countParticipants({ postgres }: ShownDeps, filter: Filter): Promise<number> {
  const rows = await sql<{ count: number }>`
    select count(*)::int as count from carriers_participant p where ${matching(filter)}`.execute(
    postgres.tables<CarrierTables>(),
  )
  return rows.rows[0]?.count ?? 0
}
