import { type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import { dateText, day, startOf, units } from '#kit/time'
import type { ChatState, JoinHow } from '../../core/chats.ts'
import type { ChatFilter } from '../../core/chatsContract.ts'
import type { CarrierDeps } from '../deps.ts'
import type { CarrierTables } from '../tables.ts'

export type ShownDeps = Pick<CarrierDeps, 'postgres' | 'now' | 'zone' | 'namesOf'>
export type Filter = z.output<typeof ChatFilter>

const shownDays = 30
/** Who leaves within so many days has come for nothing. */
const quickDays = 7

interface Row {
  id: string
  account: string
  name: string
  owner: string
  owner_name: string | null
  state: ChatState
  notice: string
  created_at: Date
  dismissed_at: Date | null
  asked_at: Date
  customers: number
  staff: number
  joined: number
  left: number
}

const stateOf = sql<ChatState>`case when c.dismissed_at is not null then 'dismissed'
  when s.left_at is not null then 'orphaned' else 'live' end`

const from = sql`carriers_chat c left join carriers_staff s on s.account = c.account and s.userid = c.owner`

/** Per cent and underline are letters like others. */
const partly = (q: string) => `%${q.replace(/[\\%_]/g, '\\$&')}%`

function matching({ account, state, owner, q }: Filter): RawBuilder<unknown> {
  const said = q ? partly(q) : null
  return sql`(${account ?? null}::bigint is null or c.account = ${account ?? null}::bigint)
    and (${owner ?? null}::text is null or c.owner = ${owner ?? null})
    and (${state ?? null}::text is null or ${stateOf} = ${state ?? null})
    and (${said}::text is null or c.name ilike ${said} or s.name ilike ${said} or c.owner ilike ${said})`
}

const today = async ({ zone, now }: ShownDeps) => new Date(startOf('day', now(), await zone()))

interface Page {
  readonly ids?: readonly string[]
  readonly below?: string | undefined
  readonly limit: number
}

/** Chats, newest first, with who is in each. One query, however many. */
export async function chatsMatching(deps: ShownDeps, filter: Filter, { ids, below, limit }: Page) {
  const since = await today(deps)
  const under = below !== undefined && /^\d{1,18}$/.test(below) ? below : null
  const rows = await sql<Row>`
    select c.id::text as id, c.account::text as account, c.name, c.owner, s.name as owner_name, ${stateOf} as state,
      c.notice, c.created_at, c.dismissed_at, c.asked_at, p.customers, p.staff, p.joined, p.left
    from ${from}, lateral (
      select (count(*) filter (where strand is not null and left_at is null))::int as customers,
        (count(*) filter (where strand is null and left_at is null))::int as staff,
        (count(*) filter (where strand is not null and joined_at >= ${since}))::int as joined,
        (count(*) filter (where strand is not null and left_at >= ${since}))::int as left
      from carriers_participant where chat = c.id) p
    where ${matching(filter)} and (${under}::bigint is null or c.id < ${under}::bigint)
      and (${ids ?? null}::bigint[] is null or c.id = any(${ids ?? null}::bigint[]))
    order by c.id desc limit ${limit}`.execute(deps.postgres.tables<CarrierTables>())
  return rows.rows.map(shown)
}

const shown = ({ owner, owner_name, joined, left, created_at, dismissed_at, asked_at, ...row }: Row) => ({
  ...row,
  owner: { userid: owner, name: owner_name ?? owner, left: row.state === 'orphaned' },
  ...{ joinedToday: joined, leftToday: left, readAt: asked_at.toISOString() },
  ...{ createdAt: created_at.toISOString(), dismissedAt: dismissed_at?.toISOString() ?? null },
})

interface Counts {
  all: number
  live: number
  orphaned: number
  dismissed: number
  people: number
  joinedToday: number
  leftToday: number
}

export async function countChats(deps: ShownDeps, filter: Filter): Promise<Counts> {
  const since = await today(deps)
  const rows = await sql<Counts>`
    with found as materialized (select c.id, ${stateOf} as state from ${from} where ${matching(filter)})
    select f.*, p.* from (
      select count(*)::int as all, (count(*) filter (where state = 'live'))::int as live,
        (count(*) filter (where state = 'orphaned'))::int as orphaned,
        (count(*) filter (where state = 'dismissed'))::int as dismissed from found) f, (
      select (count(distinct strand) filter (where left_at is null))::int as people,
        (count(*) filter (where joined_at >= ${since}))::int as "joinedToday",
        (count(*) filter (where left_at >= ${since}))::int as "leftToday"
      from carriers_participant where strand is not null and chat in (select id from found)) p`.execute(
    deps.postgres.tables<CarrierTables>(),
  )
  const [counts] = rows.rows
  if (!counts) throw new Error('a count has a row')
  return counts
}

/** How a chat grew, and who is in it. */
export async function growthOf(deps: ShownDeps, chat: string) {
  const [days, hows, sums] = await Promise.all([daysOf(deps, chat), howsOf(deps, chat), sumsOf(deps, chat)])
  return { days, hows, ...sums }
}

async function daysOf({ postgres, now, zone }: ShownDeps, chat: string) {
  const of = await zone()
  const slots = units(startOf('day', now() - (shownDays - 1) * day, of), now() + 1, 'day', of)
  const rows = await sql<{ at: Date; joined: number; left: number; customers: number }>`
    select t.start as at, (count(*) filter (where joined_at >= t.start and joined_at < t."end"))::int as joined,
      (count(*) filter (where left_at >= t.start and left_at < t."end"))::int as left,
      (count(*) filter (where joined_at < t."end" and (left_at is null or left_at >= t."end")))::int as customers
    from unnest(${slots.map(({ start }) => new Date(start))}::timestamptz[],
      ${slots.map(({ end }) => new Date(end))}::timestamptz[]) as t(start, "end")
      left join carriers_participant p on p.chat = ${chat}::bigint and p.strand is not null
    group by 1 order by 1`.execute(postgres.tables<CarrierTables>())
  return rows.rows.map(({ at, ...counts }) => ({ day: dateText(at.getTime(), of), ...counts }))
}

async function howsOf({ postgres }: ShownDeps, chat: string) {
  const rows = await sql<{ how: JoinHow; customers: number }>`
    select joined_how as how, count(*)::int as customers from carriers_participant
    where chat = ${chat}::bigint and strand is not null and left_at is null group by 1 order by 2 desc, 1`.execute(
    postgres.tables<CarrierTables>(),
  )
  return rows.rows
}

/** Whether a member of the company has the customer. */
export const isFriend = sql<boolean>`exists (select from carriers_contact k
  join carriers_relation r on r.contact = k.id and r.ended_at is null where k.strand = p.strand)`

async function sumsOf({ postgres, now }: ShownDeps, chat: string) {
  const [before, until] = [now() - (shownDays + quickDays) * day, now() - quickDays * day]
  const rows = await sql<{ strangers: number; leavers: number; joined: number; left: number }>`
    select (count(*) filter (where left_at is null and not ${isFriend}))::int as strangers,
      (count(*) filter (where left_at is not null))::int as leavers,
      (count(*) filter (where ripe))::int as joined,
      (count(*) filter (where ripe and left_at < joined_at + make_interval(days => ${quickDays})))::int as left
    from (select *, joined_at >= ${new Date(before)} and joined_at < ${new Date(until)} as ripe
      from carriers_participant where chat = ${chat}::bigint and strand is not null) p`.execute(
    postgres.tables<CarrierTables>(),
  )
  const { strangers = 0, leavers = 0, joined = 0, left = 0 } = rows.rows[0] ?? {}
  return { strangers, leavers, quick: { joined, left } }
}
