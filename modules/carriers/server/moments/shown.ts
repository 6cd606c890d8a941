import { sql } from 'kysely'
import { day } from '#kit/time'
import type { PostChatState, PostKind, PostUnitState } from '../../core/posts.ts'
import type { CarrierTables } from '../tables.ts'
import type { PostDeps } from './ports.ts'
import type { PostRow, PostTables } from './tables.ts'

type Deps = Pick<PostDeps, 'postgres' | 'now'>

interface Wanted {
  readonly ids?: readonly string[]
  readonly kind?: PostKind | undefined
  readonly below?: string | undefined
  readonly limit: number
}

interface Counts {
  post: string
  all: number
  sent: number
  waiting: number
  failed: number
  seen: number
  likes: number
  comments: number
}

interface ChatCounts {
  post: string
  all: number
  sent: number
  full: number
  lost: number
}

/** Posts, newest first, with how members and chats stand. Three queries, however many. */
export async function shownPosts(deps: Deps, wanted: Wanted) {
  const rows = await postRows(deps, wanted)
  const ids = rows.map(({ id }) => id)
  const [units, chats] = await Promise.all([unitCounts(deps, ids), chatCounts(deps, ids)])
  return rows.map((row) => {
    const { all = 0, sent = 0, waiting = 0, failed = 0, seen = 0, likes = 0, comments = 0 } = units.get(row.id) ?? {}
    const { post: _, ...ofChats } = chats.get(row.id) ?? { post: '', all: 0, sent: 0, full: 0, lost: 0 }
    return { ...plain(row), members: { all, sent, waiting, failed }, chats: ofChats, seen, likes, comments }
  })
}

const plain = ({ id, account, kind, name, text, link, pictures, video, state, error, ...row }: PostRow) => ({
  ...{ id, account, kind, name, text, link, pictures, video, state, error, madeBy: row.made_by },
  ...{ startAt: row.start_at.toISOString(), madeAt: row.made_at.toISOString() },
  endedAt: row.ended_at?.toISOString() ?? null,
})

async function postRows({ postgres }: Deps, { ids, kind, below, limit }: Wanted): Promise<PostRow[]> {
  let query = postgres.tables<PostTables>().selectFrom('carriers_post').selectAll()
  if (ids) query = query.where('id', 'in', [...ids])
  if (kind !== undefined) query = query.where('kind', '=', kind)
  if (below !== undefined && /^\d{1,18}$/.test(below)) query = query.where('id', '<', below)
  return query.orderBy('id', 'desc').limit(limit).execute()
}

async function unitCounts({ postgres }: Deps, ids: readonly string[]) {
  const rows = await sql<Counts>`
    select post::text as post, count(*)::int as all, (count(*) filter (where state = 'sent'))::int as sent,
      (count(*) filter (where state = 'waiting'))::int as waiting, (count(*) filter (where state = 'failed'))::int as failed,
      sum(seen)::int as seen, sum(likes)::int as likes, sum(comments)::int as comments
    from carriers_post_unit where post = any(${ids}::bigint[]) group by 1`.execute(postgres.tables<CarrierTables>())
  return new Map(rows.rows.map((row) => [row.post, row]))
}

async function chatCounts({ postgres }: Deps, ids: readonly string[]) {
  const rows = await sql<ChatCounts>`
    select post::text as post, count(*)::int as all, (count(*) filter (where state = 'sent'))::int as sent,
      (count(*) filter (where state = 'full'))::int as full, (count(*) filter (where state = 'lost'))::int as lost
    from carriers_post_chat where post = any(${ids}::bigint[]) group by 1`.execute(postgres.tables<CarrierTables>())
  return new Map(rows.rows.map((row) => [row.post, row]))
}

interface MemberRow {
  userid: string
  name: string
  state: PostUnitState
  sent_at: Date | null
  seen: number
  likes: number
  comments: number
  chats: number
  reached: number
  reminders: Date[]
  error: string | null
}

/** Member by member; those who have not confirmed first. */
export async function membersOfPost({ postgres, now }: Deps, post: string) {
  const rows = await sql<MemberRow>`
    select u.userid, coalesce(s.name, u.userid) as name, u.state, u.sent_at, u.seen, u.likes, u.comments, u.reminders,
      u.error, count(c.chat)::int as chats, (count(c.chat) filter (where c.state = 'sent'))::int as reached
    from carriers_post_unit u join carriers_post p on p.id = u.post
      left join carriers_staff s on s.account = p.account and s.userid = u.userid
      left join carriers_post_chat c on c.post = u.post and c.userid = u.userid
    where u.post = ${post}::bigint group by u.post, u.userid, s.name
    order by u.state = 'sent', u.userid limit 2000`.execute(postgres.tables<CarrierTables>())
  return rows.rows.map(({ sent_at, reminders, ...row }) => ({
    ...{ ...row, sentAt: sent_at?.toISOString() ?? null },
    reminders: reminders.filter((at) => at.getTime() > now() - day).length,
  }))
}

export async function chatsOfPost({ postgres }: Deps, post: string) {
  const rows = await sql<{ id: string; name: string; member: string; state: PostChatState; customers: number }>`
    select c.id::text as id, c.name, coalesce(s.name, p.userid) as member, p.state,
      (select count(*)::int from carriers_participant m where m.chat = c.id and m.strand is not null and m.left_at is null)
        as customers
    from carriers_post_chat p join carriers_chat c on c.id = p.chat
      left join carriers_staff s on s.account = c.account and s.userid = p.userid
    where p.post = ${post}::bigint order by c.id limit 2000`.execute(postgres.tables<CarrierTables>())
  return rows.rows
}
