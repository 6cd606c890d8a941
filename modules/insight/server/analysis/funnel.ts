import { z } from 'zod'
import { checkFunnel, type Funnel, funnelSteps } from '../../core/analysis/funnel.ts'
import type { FunnelQuestion, FunnelReply, FunnelSet } from '../../core/analysis/questions.ts'
import { funnelDefinition } from '../../core/analysis/words.ts'
import { type Range, rangeOf } from '../../core/range.ts'
import { Int } from '../sql.ts'
import { funnelRows } from './funnelSql.ts'
import { orRefuse, type Report, refused } from './kind.ts'
import { queryOf } from './source.ts'

const mostGroups = 50

const Seconds = z.array(z.number().nullable())
const Row = z.object({
  value: z.string().nullable(),
  whole: Int,
  people: z.array(Int),
  median: Seconds,
  average: Seconds,
})

/** The report: one row for the whole and one for each of the largest groups. */
function funnelQuery(funnel: Funnel, range: Range) {
  const rows = funnelRows(funnel, range)
  const steps = funnel.steps.map((_, i) => i)
  const people = steps.map((i) => `countIf(level > ${i})`)
  const seconds = (aggregate: string) =>
    steps.map((i) => (i === 0 ? 'null' : `${aggregate}((times[${i + 1}] - times[${i}]) / 1000, level > ${i})`))
  const sql = `
select grp as value, ${funnel.breakdown ? 'grouping(grp)' : '1'} as whole, [${people.join(', ')}] as people,
  [${seconds('quantileExactInclusiveIf(0.5)').join(', ')}] as median, [${seconds('avgIf').join(', ')}] as average
from (${rows.sql})
${funnel.breakdown ? 'group by grouping sets ((), (grp))' : 'group by grp'}
order by whole desc, people desc, value limit ${mostGroups + 1}`
  return { query: queryOf('funnel', sql, Row), params: rows.params }
}

type Row = z.output<typeof Row>

function replyOf(funnel: Funnel, rows: readonly Row[]) {
  const nobody = { people: [], median: [], average: [] }
  const whole = rows.find((row) => row.whole === 1) ?? nobody
  const steps = funnelSteps(funnel.steps, whole)
  if (!funnel.breakdown) return { steps }
  const groups = rows.filter((row) => row.whole === 0)
  return { steps, groups: groups.map((row) => ({ value: row.value, steps: funnelSteps(funnel.steps, row) })) }
}

/** People who came from step to step. */
export const funnelReport: Report<FunnelQuestion, FunnelSet, FunnelReply> = {
  async answer(ask, question, { zone }) {
    const range = orRefuse(rangeOf(question.range, zone))
    orRefuse(checkFunnel(question))
    const { query, params } = funnelQuery(question, range)
    const reply = replyOf(question, await ask(query, params))
    return { ...reply, sql: query.sql, definition: funnelDefinition(question) }
  },
  async people(_, question, set, { zone }) {
    const range = orRefuse(rangeOf(question.range, zone))
    orRefuse(checkFunnel(question))
    if (set.step >= question.steps.length) return refused('set-unknown')
    const rows = funnelRows(question, range)
    const level = set.side === 'lost' ? `level = ${set.step + 1}` : `level > ${set.step}`
    const { group } = set
    const within = group === undefined ? '1' : group === null ? 'grp is null' : 'grp = {group:String}'
    return {
      sql: `select who from (${rows.sql}) where ${level} and ${within}`,
      params: { ...rows.params, ...(typeof group === 'string' ? { group } : {}) },
    }
  },
}
