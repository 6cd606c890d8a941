import { z } from 'zod'
import type { Olap, Query } from '#platform/clickhouse/olap'
import type { BoardQuestion, Lines, Tally } from '../core/board.ts'
import { type OrderClass, orderClasses, orderScopes } from '../core/scope.ts'
import { ClassedParams, classedOf, classedParams, inFormula } from './classed.ts'
import { Int } from './sql.ts'

/** Columns of a tally over `classed`. */
export const TallyRow = z.object({
  people: Int,
  invited: Int,
  baseline: Int,
  buyers: Int,
  orders: z.array(Int).length(orderClasses.length),
  amounts: z.array(Int).length(orderClasses.length),
  parts: z.array(Int).length(orderScopes.length),
})

/** The aggregates of `TallyRow`, in one pass. */
export const tallyColumns = `  uniqExactIf(who, ${inFormula}) as people,
  uniqExactIf(who, ${inFormula} and entry = 'invited') as invited,
  uniqExactIf(who, ${inFormula} and entry = 'baseline') as baseline,
  uniqExactIf(who, line = 'counted') as buyers,
  [${orderClasses.map((name) => `countIf(line = '${name}')`).join(', ')}] as orders,
  [${orderClasses.map((name) => `sumIf(net, line = '${name}')`).join(', ')}] as amounts,
  [${orderScopes.map((name) => `sumIf(net, scope = '${name}' and line in ('counted', 'outOfScope'))`).join(', ')}] as parts`

const tallyOf = (view: BoardQuestion['view']): Query<typeof ClassedParams, typeof TallyRow> => ({
  name: `gmv-${view}`,
  sql: `${classedOf(view)}\nselect ${tallyColumns}\nfrom classed`,
  params: ClassedParams,
  row: TallyRow,
})
export const tallies = { period: tallyOf('period'), cohort: tallyOf('cohort') }

/** Counts of one range for the board. `assistedDays`: see core/scope. */
export async function tally(olap: Olap, question: BoardQuestion, assistedDays: number): Promise<Tally> {
  const [row] = await olap.query(tallies[question.view], classedParams(question, assistedDays))
  if (!row) throw new Error('an aggregate without groups always has one row')
  return readTally(row)
}

/** A row of counts as the pure rooms read it. */
export function readTally(row: z.output<typeof TallyRow>): Tally {
  const { people, invited, baseline, buyers } = row
  return { people, invited, baseline, buyers, lines: linesOf(row), parts: partsOf(row.parts) }
}

function linesOf({ orders, amounts }: z.output<typeof TallyRow>): Lines {
  const lines = orderClasses.map((name, i) => [name, { orders: orders[i] ?? 0, amount: amounts[i] ?? 0 }])
  return Object.fromEntries(lines) as Record<OrderClass, { orders: number; amount: number }>
}

function partsOf(parts: readonly number[]): Tally['parts'] {
  const [direct = 0, assisted = 0, memberOther = 0, outside = 0] = parts
  return { direct, assisted, memberOther, outside }
}
