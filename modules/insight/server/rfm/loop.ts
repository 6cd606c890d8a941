import { z } from 'zod'
import type { Olap, Query } from '#platform/clickhouse/olap'
import { decisionEvents, type LoopStage, loopStages, shareEvents } from '../../core/clv/rfm.ts'
import { isPurchase } from '../clv/purchases.ts'
import { excludedPeople, Int, instant, unified } from '../sql.ts'
import type { RangeQuestion } from './pyramid.ts'

export type LoopAsk = RangeQuestion & {
  readonly decisions?: readonly string[] | undefined
  readonly shares?: readonly string[] | undefined
}

const Params = z.object({
  ...{ from: z.int(), to: z.int(), all: z.int() },
  ...{ decisions: z.array(z.string()), shares: z.array(z.string()), person: z.string() },
})
const paramsOf = ({ from, to, scope, decisions, shares }: LoopAsk, person = '') => ({
  ...{ from, to, person, all: scope === 'all' ? 1 : 0 },
  ...{ decisions: [...(decisions ?? decisionEvents)], shares: [...(shares ?? shareEvents)] },
})

const during = (time: string) => `${time} >= ${instant('from')} and ${time} < ${instant('to')}`

// A purchase again is one on a later day than the first ever, whenever that was.
const rows = `
  select who, max(need) + 2 * max(decision) + 4 * max(purchase) + 8 * max(shared) + 16 * max(again) as mask from (
    select ${unified} as who, toUInt8(type in ('page', 'screen', 'track')) as need,
      toUInt8(has({decisions:Array(String)}, event)) as decision, toUInt8(0) as purchase,
      toUInt8(has({shares:Array(String)}, event)) as shared, toUInt8(0) as again
    from events where person != 0 and ${during('at')} and received >= ${instant('from')} - toIntervalDay(2)
    union all
    select ${unified} as who, 0, 0, toUInt8(max(${during('paid_at')})), 0,
      toUInt8(maxIf(paid_at, ${during('paid_at')}) > min(paid_at) + toIntervalDay(1)) from orders final
    where ${isPurchase} and paid_at < ${instant('to')} group by who
    union all
    select dictGetOrDefault('person_override', 'kept', inviter, inviter) as who, 0, 0, 0, 1, 0 from people final
    where deleted = 0 and excluded = 0 and inviter != 0 and ${during('entered_at')}
  )
  where who not in (${excludedPeople}) and ({person:String} = '' or who = toUInt64OrZero({person:String}))
  group by who having mask > 0`

const MaskRow = z.object({ mask: Int, people: Int })
const masks: Query<typeof Params, typeof MaskRow> = {
  name: 'loop',
  sql: `select mask, count() as people from (${rows}) group by mask`,
  params: Params,
  row: MaskRow,
}

const bitOf = (stage: LoopStage) => 1 << loopStages.indexOf(stage)
const before = (stage: LoopStage) => loopStages[loopStages.indexOf(stage) - 1]

/** How many are at each stage of the loop, and of these at the one before as well. */
export async function loop(olap: Olap, question: LoopAsk) {
  const found = await olap.query(masks, paramsOf(question))
  const count = (bits: number) =>
    found.reduce((sum, { mask, people }) => ((mask & bits) === bits ? sum + people : sum), 0)
  return {
    ...{ people: count(0), whole: count((1 << loopStages.length) - 1) },
    stages: loopStages.map((stage) => {
      const earlier = before(stage)
      const passed = earlier ? count(bitOf(stage) | bitOf(earlier)) : null
      return { stage, people: count(bitOf(stage)), passed }
    }),
  }
}

export interface LoopPage {
  readonly stage?: LoopStage | undefined
  readonly side: 'at' | 'stopped'
  readonly person?: string | undefined
  readonly before: string
  readonly limit: number
}

const PersonRow = z.object({ person: z.string(), mask: Int })
const PageParams = Params.extend({ has: z.int(), lacks: z.int(), before: z.string(), limit: z.int() })
const page: Query<typeof PageParams, typeof PersonRow> = {
  name: 'loop-people',
  sql: `select toString(who) as person, mask from (${rows})
  where bitAnd(mask, {has:UInt16}) = {has:UInt16} and bitAnd(mask, {lacks:UInt16}) = 0
    and ({before:String} = '' or who < toUInt64OrZero({before:String}))
  order by who desc limit {limit:UInt32}`,
  params: PageParams,
  row: PersonRow,
}

/** The people of a stage, newest first, each with all stages they are at. */
export async function loopPeople(olap: Olap, question: LoopAsk, { stage, side, person, ...rest }: LoopPage) {
  const earlier = stage && before(stage)
  const at = stage ? bitOf(stage) : 0
  const stopped = side === 'stopped' && stage !== undefined
  const wanted = stopped ? { has: earlier ? bitOf(earlier) : 0, lacks: at } : { has: at, lacks: 0 }
  const found = await olap.query(page, { ...paramsOf(question, person), ...rest, ...wanted })
  return found.map(({ mask, person: id }) => ({ person: id, stages: loopStages.filter((one) => mask & bitOf(one)) }))
}
