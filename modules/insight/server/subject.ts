import { z } from 'zod'
import { forgetRows } from '#platform/clickhouse/forget'
import type { Olap, Query } from '#platform/clickhouse/olap'
import { type SubjectRecords, type SubjectTable, tableOf } from '#platform/subject'
import { ValueRow } from './clv/store.ts'

const Params = z.object({ persons: z.array(z.string()) })
const values: Query<typeof Params, typeof ValueRow> = {
  name: 'insight-subject',
  sql: `select toString(v.person) as person, repeats, alive, orders, orders_low, orders_high, spend, clv, clv_low, clv_high
  from person_value as v where v.person in (select toUInt64(arrayJoin({persons:Array(String)})))`,
  params: Params,
  row: ValueRow,
}

/** What a model expects of the person; all else is given and taken away by those who wrote it. */
export function insightSubject({ olap }: { olap: Olap }): SubjectRecords {
  return {
    tables: ({ strands }) => [valueTable(olap, strands)],
    sweep: ({ strands }) => forgetRows(olap, 'person_value', 'person', strands),
  }
}

function valueTable(olap: Olap, strands: readonly string[]): SubjectTable {
  const columns = ['repeats', 'alive', 'orders', 'ordersLow', 'ordersHigh', 'spend', 'clv', 'clvLow', 'clvHigh']
  return tableOf('insight.value', columns, async () => {
    const rows = await olap.query(values, { persons: [...strands] })
    return rows.map(({ person: _, orders_low, orders_high, clv_low, clv_high, ...row }) => ({
      ...row,
      ...{ ordersLow: orders_low, ordersHigh: orders_high, clvLow: clv_low, clvHigh: clv_high },
    }))
  })
}
