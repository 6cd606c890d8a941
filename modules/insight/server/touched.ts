import { z } from 'zod'
import type { Olap, Query } from '#platform/clickhouse/olap'
import { type OrderScope, scopeOf, touchEvents } from '../core/scope.ts'
import { Int, instant, unified } from './sql.ts'

const Params = z.object({ people: z.array(z.string()), touches: z.array(z.string()), from: z.int(), to: z.int() })
const Touch = z.object({ at: Int })

const touchTimes: Query<typeof Params, typeof Touch> = {
  name: 'touch-times',
  sql: `select toUnixTimestamp64Milli(at) as at from events
    where event in {touches:Array(String)} and at >= ${instant('from')} and at <= ${instant('to')}
      and ${unified} in (select toUInt64(arrayJoin({people:Array(String)})))
    order by at limit 10000`,
  params: Params,
  row: Touch,
}

interface Order {
  readonly sourceKind: string
  /** Epoch ms. */
  readonly paidAt: number
}

const day = 86_400_000

/** The scope of each order of one person (OP12), by the touches of all their numbers. One query, and none when all are direct. */
export async function scopesOfOrders(
  { olap, assistedDays }: { readonly olap: Olap; readonly assistedDays: number },
  { people, enteredAt }: { readonly people: readonly string[]; readonly enteredAt: number | null },
  orders: readonly Order[],
): Promise<readonly OrderScope[]> {
  const elsewhere = orders.filter(
    (one) => scopeOf({ ...one, enteredAt, lastTouchAt: one.paidAt }, 1).scope === 'assisted',
  )
  const [first, last] = [elsewhere.at(0)?.paidAt, elsewhere.at(-1)?.paidAt]
  const asked = {
    people: [...people],
    touches: [...touchEvents],
    from: (first ?? 0) - assistedDays * day,
    to: last ?? 0,
  }
  const touches = first === undefined ? [] : await olap.query(touchTimes, asked)
  return orders.map((one) => {
    const lastTouchAt = touches.findLast(({ at }) => at <= one.paidAt)?.at ?? null
    return scopeOf({ ...one, enteredAt, lastTouchAt }, assistedDays).scope
  })
}
