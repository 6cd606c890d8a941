import { z } from 'zod'
import type { Olap, Query } from '#platform/clickhouse/olap'
import { bitOf, type Cause, type ChainGroup, fromOf, type Hop, hops, type Stage, stages } from '../core/chain.ts'
import { ChainParams, type ChainQuestion, chainParams, chainRows, idsNow } from './chainSql.ts'
import { excludedPeople, Int, instant } from './sql.ts'

const GroupRow = z.object({
  mask: Int,
  at: z.array(z.string()).length(hops.length),
  app: z.string(),
  corp: z.string(),
  people: Int,
})

// A cause counts only where somebody breaks: elsewhere it would only split groups.
const brokenWhys = hops.map((hop) => {
  const broken = `bitAnd(mask, ${bitOf(fromOf(hop))}) > 0 and bitAnd(mask, ${bitOf(hop)}) = 0`
  return `if(${broken}, why_${hop}, '')`
})
const at = (hop: Hop) => `at[${hops.indexOf(hop) + 1}]`

const groups: Query<typeof ChainParams, typeof GroupRow> = {
  name: 'chain',
  sql: `select mask, at, if(${at('unionid')} = '', '', own_app) as app,
    if(${at('member')} = 'contactWithoutUnionid', own_corp, '') as corp, count() as people
  from (select mask, app as own_app, corp as own_corp, [${brokenWhys.join(', ')}] as at from (${chainRows}))
  group by mask, at, app, corp`,
  params: ChainParams,
  row: GroupRow,
}

/** People seen in the range by their stages and causes: a few hundred rows, whatever the number of people. */
export async function chainGroups(olap: Olap, question: ChainQuestion): Promise<ChainGroup[]> {
  const rows = await olap.query(groups, chainParams(question))
  return rows.map(({ mask, at, app, corp, people }) => ({
    ...{ mask, people, places: { unionid: app, member: corp } },
    causes: Object.fromEntries(hops.map((hop, i) => [hop, at[i] ?? ''])) as Record<Hop, string>,
  }))
}

export interface ChainPage {
  stage?: Stage | undefined
  hop?: Hop | undefined
  side: 'broken' | 'passed'
  cause?: Cause | undefined
  before?: string | undefined
  limit: number
}

const PeopleParams = ChainParams.extend({ before: z.string(), cause: z.string(), limit: z.int() })
const PersonRow = z.object({ person: z.string(), mask: Int, cause: z.string(), place: z.string() })

/** The people behind a number, newest first; a page begins where the last one ended, so nobody stands on two. */
export async function chainPeople(olap: Olap, question: ChainQuestion, page: ChainPage) {
  const { stage, hop, side, cause = '', before = '', limit } = page
  const bits = (of: Stage, is: boolean) => `(bitAnd(mask, ${bitOf(of)}) > 0) = ${is ? 1 : 0}`
  const wanted = [
    ...(stage ? [bits(stage, true)] : []),
    ...(hop ? [bits(fromOf(hop), true), bits(hop, side === 'passed')] : []),
  ]
  const why = hop && side === 'broken' ? `why_${hop}` : "''"
  const place = hop === 'unionid' ? 'app' : hop === 'member' ? 'corp' : "''"
  const query: Query<typeof PeopleParams, typeof PersonRow> = {
    name: 'chain-people',
    sql: `select toString(who) as person, mask, ${why} as cause, ${place} as place from (${chainRows})
    where ${['1', ...wanted].join(' and ')} and ({cause:String} = '' or ${why} = {cause:String})
      and ({before:String} = '' or who < toUInt64OrZero({before:String}))
    order by who desc limit {limit:UInt32}`,
    params: PeopleParams,
    row: PersonRow,
  }
  const rows = await olap.query(query, { ...chainParams(question), before, cause, limit })
  return rows.map(({ mask, ...row }) => ({ ...row, stages: stages.filter((one) => mask & bitOf(one)) }))
}

const NoParams = z.object({})
const CorpRow = z.object({ name: z.string(), count: Int, of: Int })

const corps: Query<typeof NoParams, typeof CorpRow> = {
  name: 'chain-corps',
  sql: `select substring(corp, 17) as name, countIf(not has(types, 'unionid')) as count, count() as of
  from (select types, arrayJoin(arrayFilter(t -> startsWith(t, 'external_userid:'), types)) as corp from (${idsNow}) where who not in (${excludedPeople}))
  group by corp having count > 0 order by count desc limit 20`,
  params: NoParams,
  row: CorpRow,
}

const HearsayRow = z.object({ name: z.string(), count: Int })
const hearsay: Query<typeof NoParams, typeof HearsayRow> = {
  name: 'chain-hearsay',
  sql: `select arrayJoin(arrayFilter(t -> not has(types, t), hearsay)) as name, count() as count
  from (${idsNow}) where notEmpty(hearsay) and who not in (${excludedPeople}) group by name order by count desc limit 20`,
  params: NoParams,
  row: HearsayRow,
}

const OrdersParams = z.object({ from: z.int(), to: z.int() })
const orders: Query<typeof OrdersParams, typeof CorpRow> = {
  name: 'chain-orders',
  sql: `select source as name, countIf(person = 0) as count, count() as of from orders final
  where deleted = 0 and net >= 0 and paid_at >= ${instant('from')} and paid_at < ${instant('to')}
  group by source having count > 0 order by count desc limit 20`,
  params: OrdersParams,
  row: CorpRow,
}

const SourceRow = z.object({ source: z.string(), people: Int })
const entrySources: Query<typeof OrdersParams, typeof SourceRow> = {
  name: 'chain-sources',
  sql: `select source, count() as people from people final
  where deleted = 0 and excluded = 0 and entered_at is not null group by source order by people desc limit 50`,
  params: OrdersParams,
  row: SourceRow,
}

/** Contacts without a unionid by corp, hearsay by type, orders without a person by source, and the sources people came by. */
export async function chainTroubles(olap: Olap, { from, to }: { from: number; to: number }) {
  const range = { from, to }
  const [contacts, heard, orphans, sources] = await Promise.all([
    olap.query(corps, {}),
    olap.query(hearsay, {}),
    olap.query(orders, range),
    olap.query(entrySources, range),
  ])
  return { contacts, heard, orphans, sources }
}
