import { type No, no, type Result } from '#kit/result'
import { refuse } from '#platform/http/problem'
import { type GmvQuestion, type InsightRefusal, insightProblems } from '../contract.ts'
import { type Range, rangeOf } from '../core/range.ts'

/** What every question about GMV needs, with times read in the workspace's zone. */
export async function questionOf(
  deps: { settings(): Promise<{ zone: string; assistedDays: number }> },
  input: GmvQuestion,
) {
  const { zone, assistedDays } = await deps.settings()
  const range = orRefuse(rangeOf(input, zone))
  const other = compareRange(input, zone)
  const { view, scope } = input
  const horizonDays = view === 'cohort' ? (input.horizonDays ?? null) : null
  return { zone, assistedDays, range, other, view, scope, horizonDays }
}

/** What to compare with; null when nothing was asked for. */
export function compareRange(
  { compareFrom, compareTo }: Pick<GmvQuestion, 'compareFrom' | 'compareTo'>,
  zone: string,
): Range | null {
  if (compareFrom === undefined && compareTo === undefined) return null
  if (compareFrom === undefined || compareTo === undefined) return orRefuse(no('compare-incomplete'))
  return orRefuse(rangeOf({ from: compareFrom, to: compareTo }, zone))
}

export const iso = ({ from, to }: Range) => ({ from: new Date(from).toISOString(), to: new Date(to).toISOString() })

export function orRefuse<T, R extends InsightRefusal>(result: Result<T, R> | No<R>): T {
  return result.ok ? result.value : refuse(insightProblems, result.refusal)
}
