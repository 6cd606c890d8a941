import { z } from 'zod'
import type { AttributionQuestion } from '../../core/attributionContract.ts'
import { counted, FactParams, type Facts } from './facts.ts'

/** A longer path keeps its first touch and the last of the others. */
const mostTouches = 200

/** Parameters of `journeysOf`: keys by number from 1, in the order of the list; 0 stands for all others. */
export const JourneyParams = FactParams.extend({ keys: z.array(z.string()), drop: z.string() })

/**
 * A touch is one number, (ms, number of the key) in order of both: pairs of numbers take three times as long to sort and
 * to look through. `ms` of a touch, `number` of its key.
 */
export const touchMs = (touch: string) => `bitShiftRight(${touch}, 8)`
export const touchKey = (touch: string) => `toUInt8(bitAnd(${touch}, 255))`
const firstAt = (ms: string) => `(${ms}) * 256`
const lastAt = (ms: string) => `(${ms}) * 256 + 255`

/**
 * Rows (who, lead, converted, value, path): one for each conversion, with the touches of its own look-back, edges included, and
 * one for whoever was touched in the range and did not convert in it. A path is touches in order of time;
 * `lead` marks one row of each person who has a path.
 */
export function journeysOf(question: AttributionQuestion, { touches, goals }: Facts): string {
  return `
select who, lead, converted, value,
  if(length(shaped) > ${mostTouches}, arrayConcat(arraySlice(shaped, 1, 1), arraySlice(shaped, ${1 - mostTouches})), shaped) as path
from (
  select who, lead, converted, value, ${shapedBy(question.shape)} as shaped
  from (
    select who, lead, converted, value, ${droppedBy(question.drop)} as kept
    from (
      select who, place = first or goal.1 = 0 as lead, goal.1 as converted, goal.3 as value,
        if(goal.1 = 1, ${lookedBack('goal.2')}, arrayFilter(t -> t >= ${firstAt('{from:Int64}')}, touched)) as seen
      from (
        select who, arraySort(groupArrayIf(touch, side = 1)) as touched,
          arraySort(groupArrayIf((toUInt8(1), touch, value), side = 2)) as goals,
          arrayFirstIndex(g -> notEmpty(${lookedBack('g.2')}), goals) as first
        from (
          select who, ${firstAt('ms')} + toUInt8(indexOf({keys:Array(String)}, key)) as touch, toFloat64(0) as value, 1 as side from (${touches})
          union all
          select who, ms, value, 2 from (${goals})
        )
        where ${counted}
        group by who
      )
      array join if(empty(goals), [(toUInt8(0), toInt64(0), toFloat64(0))], goals) as goal, arrayEnumerate(if(empty(goals), [0], arrayMap(g -> 0, goals))) as place
    )
  )
)`
}

/** The touches that a conversion at this time looks back on. */
const lookedBack = (at: string) =>
  `arrayFilter(t -> t <= ${lastAt(at)} and t >= ${firstAt(`${at} - {lookbackDays:Int64} * 86400000`)}, touched)`
const dropped = 'indexOf({keys:Array(String)}, {drop:String})'

// These two are `shapePath` of the pure room in SQL; a test holds them against it.
function droppedBy(drop: AttributionQuestion['drop']): string {
  if (!drop) return 'seen'
  const is = (touch: string) => `${touchKey(touch)} = ${dropped}`
  const less =
    drop.where === 'everywhere'
      ? `arrayFilter(t -> not (${is('t')}), seen)`
      : `if(${is('seen[-1]')}, arrayPopBack(seen), seen)`
  return `if(arrayAll(t -> ${is('t')}, seen), seen, ${less})`
}

function shapedBy(shape: AttributionQuestion['shape']): string {
  const keys = `arrayMap(t -> ${touchKey('t')}, kept)`
  if (shape === 'exposure')
    return `arrayFilter((t, before, i) -> i = 1 or ${touchKey('t')} != before, kept,
      if(empty(kept), [], arrayPushFront(arrayPopBack(${keys}), toUInt8(0))), arrayEnumerate(kept))`
  return shape === 'all' ? 'kept' : `arrayFilter((t, nth) -> nth = 1, kept, arrayEnumerateUniq(${keys}))`
}
