import { z } from 'zod'
import type { Olap, Query } from '#platform/clickhouse/olap'
import type { AttributionModel } from '../../core/attribution/models.ts'
import { mostKeys } from '../../core/attribution/paths.ts'
import type { AttributionQuestion } from '../../core/attributionContract.ts'
import { Int } from '../sql.ts'
import { counted, FactParams, type Facts, factsOf } from './facts.ts'
import { JourneyParams, journeysOf, touchKey } from './journeys.ts'
import { type Needs, type Parts, partsFrom, sumsOf } from './sums.ts'

/** Stands for all keys that are too rare to stand alone. */
const otherKeys = '*'

const KeyRow = z.object({ key: z.string(), all: Int })

/** The most frequent keys, at most as many as the equations take, and how many others there are. */
async function keysOf(olap: Olap, question: AttributionQuestion, { touches, params }: Facts) {
  const query: Query<typeof FactParams, typeof KeyRow> = {
    name: 'attribution-keys',
    sql: `select key, count() over () as all from (
      select key, count() as touches from (${touches}) where ${counted} group by key
    ) order by touches desc, key limit ${mostKeys[question.order]}`,
    params: FactParams,
    row: KeyRow,
  }
  const rows = await olap.query(query, params)
  const keys = rows.map(({ key }) => key)
  const drop = question.drop?.key
  const named = drop === undefined || keys.includes(drop) ? keys : [...keys, drop]
  return { keys: named, others: Math.max(0, (rows[0]?.all ?? 0) - keys.length) }
}

function needsOf(models: readonly AttributionModel[]): Needs {
  const [decay, member, step] = (['time-decay', 'shapley', 'markov'] as const).map((model) => models.includes(model))
  const place = models.some((model) => model !== 'shapley' && model !== 'markov')
  return { place, decay: decay === true, member: member === true, step: step === true }
}

/** Reads the log once for the keys and once for everything else. */
export async function readParts(
  olap: Olap,
  question: AttributionQuestion,
  range: { from: number; to: number },
  models: readonly AttributionModel[],
): Promise<Parts> {
  const facts = factsOf(question, range)
  const { keys, others } = await keysOf(olap, question, facts)
  const [row] = await olap.query(sumsOf(journeysOf(question, facts), needsOf(models)), {
    ...facts.params,
    ...{ keys, drop: question.drop?.key ?? '', order: question.order },
    halfLifeMs: question.halfLifeDays * 86_400_000,
  })
  if (!row) throw new Error('an aggregate without groups always has one row')
  return { ...partsFrom(row, (number) => keys[number - 1] ?? otherKeys, question.order), others }
}

const PersonRow = z.object({ person: z.string(), touches: Int, conversions: Int, value: z.number() })
const PeopleParams = JourneyParams.extend({ key: z.string(), before: z.string(), limit: z.int() })

/** The people of a key, newest first; a page begins where the last one ended. */
export async function attributedPeople(
  olap: Olap,
  question: AttributionQuestion & { key?: string | undefined; set: 'converted' | 'nulls' },
  range: { from: number; to: number },
  page: { before: string; limit: number },
) {
  const facts = factsOf(question, range)
  const { keys } = await keysOf(olap, question, facts)
  const { key } = question
  const number = key === otherKeys ? '0' : 'indexOf({keys:Array(String)}, {key:String})'
  // A key that nobody touched is number 0, as those too rare to stand alone; nobody has it.
  if (key !== undefined && key !== otherKeys && !keys.includes(key)) return []
  const query: Query<typeof PeopleParams, typeof PersonRow> = {
    name: 'attribution-people',
    sql: `select toString(who) as person, max(length(path)) as touches, sum(converted) as conversions, sum(value) as value
    from (${journeysOf(question, facts)})
    where converted = ${question.set === 'converted' ? 1 : 0} and notEmpty(path)
      ${key === undefined ? '' : `and arrayExists(t -> ${touchKey('t')} = ${number}, path)`}
      and ({before:String} = '' or who < toUInt64OrZero({before:String}))
    group by who order by who desc limit {limit:UInt32}`,
    params: PeopleParams,
    row: PersonRow,
  }
  return olap.query(query, { ...facts.params, ...page, keys, drop: question.drop?.key ?? '', key: key ?? '' })
}
