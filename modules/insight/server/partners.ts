import { z } from 'zod'
import type { Olap, Query } from '#platform/clickhouse/olap'
import { excludedPeople, Int, instant, unified } from './sql.ts'

const MarkedParams = z.object({ people: z.array(z.string()), codes: z.array(z.string()), from: z.int(), to: z.int() })
const Marked = z.object({ who: z.string(), code: z.string(), ms: Int })
const most = 200_000

const markedSql = (who: string): Query<typeof MarkedParams, typeof Marked> => ({
  name: 'partner-marks',
  // Of one second of somebody one row is enough.
  sql: `select toString(${unified}) as who, context.campaign.content.:String as code,
      toUnixTimestamp64Milli(max(events.at)) as ms
    from events
    where events.person != 0 and events.at >= ${instant('from')} and events.at <= ${instant('to')} and received >= ${instant('from')} - toIntervalDay(2)
      and code in {codes:Array(String)} ${who}
    group by who, code, toStartOfSecond(events.at) limit ${most}`,
  params: MarkedParams,
  row: Marked,
})

const everybody = markedSql('')
const these = markedSql('and events.person in (select toUInt64(arrayJoin({people:Array(String)})))')

/** When these (all their numbers; null = everybody) did something on an address that carries one of these codes as `utm_content`. */
export const markedBy =
  (olap: Olap) =>
  async ({
    people,
    codes,
    from,
    to,
  }: {
    people: readonly string[] | null
    codes: readonly string[]
    from: number
    to: number
  }) => {
    const asked = { from, to, codes: [...codes], people: [...(people ?? [])] }
    const rows = await olap.query(people === null ? everybody : these, asked)
    return rows.map(({ who, code, ms }) => ({ person: who, code, at: ms }))
  }

/** Counted orders of each unified person. */
const bought = `
  select ${unified} as who, count() as times, sum(net) as fen from orders final
  where deleted = 0 and person != 0 and net > 0 group by who`
const invited = `
  select dictGetOrDefault('person_override', 'kept', inviter, inviter) as by, id as who, entered_at from people final
  where deleted = 0 and excluded = 0 and inviter != 0 and by != who`

const BroughtParams = z.object({ least: z.int(), limit: z.int() })
const Brought = z.object({ person: z.string(), friends: Int, buyers: Int, repeat: Int, orders: Int, net: Int })

const brought: Query<typeof BroughtParams, typeof Brought> = {
  name: 'partner-candidates',
  sql: `select toString(i.by) as person, count() as friends, countIf(b.times > 0) as buyers,
      countIf(b.times > 1) as repeat, sum(b.times) as orders, sum(b.fen) as net
    from (${invited}) as i left join (${bought}) as b on b.who = i.who
    where i.by not in (${excludedPeople})
    group by i.by having friends >= {least:UInt32} and net > 0
    order by net desc, i.by limit {limit:UInt32}`,
  params: BroughtParams,
  row: Brought,
}

/** Whose friends bought, the most money first. */
export const broughtBy = (olap: Olap) => (asked: { least: number; limit: number }) => olap.query(brought, asked)

const FriendParams = z.object({ person: z.string() })
const Friend = z.object({ person: z.string(), orders: Int, net: Int, at: Int })

const friends: Query<typeof FriendParams, typeof Friend> = {
  name: 'partner-friends',
  sql: `select toString(i.who) as person, any(b.times) as orders, any(b.fen) as net,
      toUnixTimestamp64Milli(assumeNotNull(any(i.entered_at))) as at
    from (${invited}) as i left join (${bought}) as b on b.who = i.who
    where i.by = {person:UInt64} and i.entered_at is not null group by i.who order by net desc, i.who limit 500`,
  params: FriendParams,
  row: Friend,
}

/** Whom somebody brought, those that paid most first. */
export const friendsOf = (olap: Olap) => (person: string) => olap.query(friends, { person })
