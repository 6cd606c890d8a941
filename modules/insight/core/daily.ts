import type { TimeSlot } from '#kit/time'

/** What one day changed in the pool: people who became live or stopped being live, however often. */
export type Flow = {
  readonly start: number
  readonly rises: number
  readonly exits: number
  readonly entered: number
  readonly lost: number
}
export type DayOrders = { readonly start: number; readonly orders: number; readonly gmv: number }

const quiet = { rises: 0, exits: 0, entered: 0, lost: 0, orders: 0, gmv: 0 }

/** One row a day; `live` is how many are there when the day ends. The flow that starts at 0 is all that was before. */
export function daysOf(slots: readonly TimeSlot[], flows: readonly Flow[], sales: readonly DayOrders[]) {
  const flowOf = new Map(flows.map((flow) => [flow.start, flow]))
  const saleOf = new Map(sales.map((sale) => [sale.start, sale]))
  const before = flowOf.get(0) ?? quiet
  let live = before.rises - before.exits
  return slots.map(({ start }) => {
    const { rises, exits, entered, lost } = flowOf.get(start) ?? quiet
    const { orders, gmv } = saleOf.get(start) ?? quiet
    live += rises - exits
    return { start, live, entered, lost, orders, gmv }
  })
}
