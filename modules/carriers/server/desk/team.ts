import { sql } from 'kysely'
import { dateText, day } from '#kit/time'
import { lineOf } from '../../core/trouble.ts'
import type { Caller, DeskDeps } from './caller.ts'
import type { DeskTables } from './tables.ts'

const zone = 'Asia/Shanghai'
const shownDays = 7
const atATime = 5
/** Members on one page; a store has some, a region some dozens. */
const most = 300

interface Row {
  userid: string
  name: string
  departments: string[]
  customers: number
  added: number
  lost: number
  sends: number
  people: number
  oldest: Date | null
  chats: number | null
  replied: number | null
  minutes: number | null
  feedback: number
}

/** Whoever waits longest stands first: the members a caller looks after, each with what is to be asked about. */
export async function teamOf(deps: DeskDeps, caller: Caller) {
  const today = dateText(deps.now(), zone)
  const yesterday = dateText(deps.now() - day, zone)
  const members = await membersSeen(deps, caller)
  await readDays(deps, caller, members, yesterday)
  const since = new Date(deps.now() - shownDays * day)
  const account = caller.account.id
  const { rows } = await sql<Row>`
    select s.userid, s.name,
      array(select d.name from carriers_department d where d.account = s.account and d.id = any(s.departments)) as departments,
      (select count(*)::int from carriers_relation r where r.account = s.account and r.userid = s.userid and r.ended_at is null) as customers,
      (select count(*)::int from carriers_relation r where r.account = s.account and r.userid = s.userid and r.added_at > ${since}) as added,
      (select count(*)::int from carriers_relation r where r.account = s.account and r.userid = s.userid
        and r.ended_by = 'customer' and r.ended_at > ${since}) as lost,
      w.sends, w.people, w.oldest, y.chats, y.replied, y.first_reply_minutes as minutes,
      (select coalesce(sum(d.feedback), 0)::int from carriers_member_day d where d.account = s.account and d.userid = s.userid
        and d.day < ${today}::date and d.day >= ${today}::date - ${shownDays}::int) as feedback
    from carriers_staff s
      left join carriers_member_day y on y.account = s.account and y.userid = s.userid and y.day = ${yesterday}::date
      cross join lateral (
        select count(*)::int as sends, min(coalesce(u.asked_at, n.start_at)) as oldest,
          coalesce(sum((select count(*) from carriers_send_person p where p.unit = u.id and p.state = 'asked')), 0)::int as people
        from carriers_send_unit u join carriers_send n on n.id = u.send
        where (n.ways->(u.way::int)->>'account')::bigint = s.account and u.userid = s.userid and u.state = 'waiting') w
    where s.account = ${account}::bigint and s.userid = any(${members}::text[])
    order by w.oldest nulls last, y.replied nulls last, s.name`.execute(deps.postgres.tables<DeskTables>())
  return { day: yesterday, members: rows.map(shown) }
}

const shown = ({ userid, oldest, minutes, ...row }: Row) => ({
  ...{ ...row, member: userid, waitingSince: oldest?.toISOString() ?? null },
  firstReplyMinutes: minutes,
})

async function membersSeen({ postgres }: DeskDeps, { account, sees }: Caller): Promise<string[]> {
  const rows = await postgres
    .tables<DeskTables>()
    .selectFrom('carriers_staff')
    .select('userid')
    .where('account', '=', account.id)
    .where('left_at', 'is', null)
    .$if(sees === null, (query) => query.where('serves', '=', true))
    .$if(sees !== null, (query) => query.where('userid', 'in', [...(sees ?? [])]))
    .orderBy('userid')
    .limit(most)
    .execute()
  return rows.map(({ userid }) => userid)
}

/** Asks the platform once a day for each member; what it does not tell now is asked for at the next look. */
async function readDays(deps: DeskDeps, { account }: Caller, members: readonly string[], yesterday: string) {
  const adapter = deps.inbox.adapterOf(account)
  if (!adapter.memberDays) return
  const { rows } = await sql<{ userid: string }>`
    select m.userid from unnest(${members}::text[]) as m(userid) where not exists (
      select from carriers_member_day d where d.account = ${account.id}::bigint and d.userid = m.userid
        and d.day = ${yesterday}::date)`.execute(deps.postgres.tables<DeskTables>())
  const range = { from: deps.now() - shownDays * day, to: deps.now() - day }
  const waiting = rows.map(({ userid }) => userid)
  const work = async () => {
    for (let userid = waiting.shift(); userid !== undefined; userid = waiting.shift()) {
      const got = await adapter.memberDays?.(account, userid, range)
      if (got?.ok) await keep(deps, account.id, userid, got.value, yesterday)
      else if (got) deps.log.warn({ account: account.id, error: lineOf(got.refusal) }, 'statistics of a member')
    }
  }
  await Promise.all(Array.from({ length: atATime }, work))
}

type Days = readonly {
  day: string
  chats: number
  replied: number | null
  firstReplyMinutes: number | null
  feedback: number
}[]

/** A day the platform says nothing of was a day without chats. */
async function keep({ postgres }: DeskDeps, account: string, userid: string, told: Days, yesterday: string) {
  const nothing = { day: yesterday, chats: 0, replied: null, firstReplyMinutes: null, feedback: 0 }
  const days = told.some((one) => one.day === yesterday) ? told : [...told, nothing]
  const whole = days.filter((one) => one.day <= yesterday)
  await postgres
    .tables<DeskTables>()
    .insertInto('carriers_member_day')
    .values(
      whole.map(({ day: on, chats, replied, firstReplyMinutes, feedback }) => ({
        ...{ account, userid, day: on, chats, replied, first_reply_minutes: firstReplyMinutes, feedback },
      })),
    )
    .onConflict((one) => one.doNothing())
    .execute()
}
