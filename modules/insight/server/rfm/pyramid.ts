import { z } from 'zod'
import type { Olap, Query } from '#platform/clickhouse/olap'
import { type Layer, layerShares, layers } from '../../core/clv/rfm.ts'
import type { BuyerScope } from '../../core/clv/scope.ts'
import type { Range } from '../../core/range.ts'
import { isPurchase } from '../clv/purchases.ts'
import { excludedPeople, Int, instant, unified } from '../sql.ts'

const Params = z.object({ from: z.int(), to: z.int(), all: z.int() })
export type RangeQuestion = Range & { readonly scope: BuyerScope }
const paramsOf = ({ from, to, scope }: RangeQuestion) => ({ from, to, all: scope === 'all' ? 1 : 0 })

const buyers = `
  select ${unified} as who, count() as orders, sum(net) as revenue from orders final
  where ${isPurchase} and paid_at >= ${instant('from')} and paid_at < ${instant('to')} and who not in (${excludedPeople})
  group by who`

// Equal spenders are told apart by their number, so that a layer and its list are the same people.
const layered = `
  select who, orders, revenue,
    multiIf(place <= ceil(count * ${layerShares.core}), 1, place <= ceil(count * ${layerShares.middle}), 2, 3) as layer
  from (select who, orders, revenue, row_number() over (order by revenue desc, who) as place, count() over () as count from (${buyers}))
  union all
  select id as who, toUInt64(0) as orders, toInt64(0) as revenue, 4 as layer from people final
  where deleted = 0 and excluded = 0 and entered_at < ${instant('to')} and id not in (select who from (${buyers}))`

const LayerRow = z.object({ layer: Int, people: Int, orders: Int, revenue: Int, least: Int })
const byLayer: Query<typeof Params, typeof LayerRow> = {
  name: 'pyramid',
  sql: `select layer, count() as people, sum(l.orders) as orders, sum(l.revenue) as revenue, min(l.revenue) as least
  from (${layered}) as l group by layer`,
  params: Params,
  row: LayerRow,
}

/** Buyers of a range in layers by what they spent, and who was there and bought nothing. */
export async function pyramid(olap: Olap, question: RangeQuestion) {
  const found = new Map((await olap.query(byLayer, paramsOf(question))).map((row) => [row.layer, row]))
  const rows = layers.map((layer, i) => ({ ...(found.get(i + 1) ?? nobody), layer }))
  const sum = (of: 'people' | 'orders' | 'revenue') => rows.reduce((all, row) => all + row[of], 0)
  const revenue = sum('revenue')
  return {
    ...{ people: sum('people'), orders: sum('orders'), revenue },
    layers: rows.map(({ layer, people, orders, revenue: own, least }) => ({
      ...{ layer, people, orders, revenue: own, least: people === 0 || layer === 'none' ? null : least },
      share: revenue === 0 ? null : own / revenue,
    })),
  }
}

const nobody = { people: 0, orders: 0, revenue: 0, least: 0 }

const PersonRow = z.object({ person: z.string(), orders: Int, revenue: Int })
const PageParams = Params.extend({ layer: z.int(), offset: z.int(), limit: z.int() })
const page: Query<typeof PageParams, typeof PersonRow> = {
  name: 'pyramid-people',
  sql: `select toString(who) as person, orders, revenue from (${layered}) where layer = {layer:UInt8}
  order by revenue desc, who limit {limit:UInt32} offset {offset:UInt32}`,
  params: PageParams,
  row: PersonRow,
}

export const pyramidPeople = (
  olap: Olap,
  question: RangeQuestion,
  layer: Layer,
  rest: { offset: number; limit: number },
) => olap.query(page, { ...paramsOf(question), ...rest, layer: layers.indexOf(layer) + 1 })
