import { type RawBuilder, sql } from 'kysely'
import type { PlanStep } from '../../core/plans/steps.ts'
import type { Slot } from '../channels/read.ts'
import type { Came, PlanDeps } from './deps.ts'

/** What one thing saw in the days of a plan: how many at each step, and who, where that is known. */
export interface Seen {
  /** null = it is not told. */
  readonly counts: Partial<Record<PlanStep, number | null>>
  readonly who: Partial<Record<PlanStep, Came>>
  /** What it cost in fen, by what was paid for: what two things share is paid once. */
  readonly costs: Readonly<Record<string, number>>
}

/** A thing in some days. */
export interface Asked {
  readonly key: string
  readonly id: string
  readonly slot: Slot
}

/** Reads all things of a kind at once, by their keys: as many queries for one as for a hundred. */
export type Reading = (deps: PlanDeps, asked: readonly Asked[]) => Promise<ReadonlyMap<string, Seen>>

/** The things as the table `a` of a query. */
export const askedTable = (asked: readonly Asked[]) => {
  const rows = asked.map(({ key, id, slot: { start, end, from, to } }) => ({
    ...{ key, id, start: new Date(start), until: new Date(end), first: from, last: to },
  }))
  return sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
    as a(key text, id bigint, start timestamptz, until timestamptz, first date, last date)`
}

/** Whether a time is in the days of `a`; `column` stands in the code. */
export const during = (column: string) => sql`(${sql.ref(column)} >= a.start and ${sql.ref(column)} < a.until)`

/** The one row of each key. */
export async function rowsBy<T>({ postgres }: PlanDeps, query: RawBuilder<T & { key: string }>) {
  const { rows } = await query.execute(postgres.tables())
  return new Map(rows.map((row) => [row.key, row]))
}

const nobody: Came = new Map()

/** People by key: rows of a key, a strand and a time. */
export async function peopleBy(
  { postgres }: PlanDeps,
  query: RawBuilder<{ key: string; strand: string; at: Date }>,
): Promise<(key: string) => Came> {
  const { rows } = await query.execute(postgres.tables())
  const found = new Map([...Map.groupBy(rows, ({ key }) => key)].map(([key, of]) => [key, firstOf(of)] as const))
  return (key) => found.get(key) ?? nobody
}

const firstOf = (rows: readonly { readonly strand: string; readonly at: Date }[]): Came =>
  new Map(rows.map(({ strand, at }) => [strand, at.getTime()]))

/** One answer for each thing. */
export const answered = (asked: readonly Asked[], of: (one: Asked) => Seen): ReadonlyMap<string, Seen> =>
  new Map(asked.map((one) => [one.key, of(one)]))

/** Several crowds as one, each with its first time. */
export function allOf(crowds: Iterable<Came>): Came {
  const first = new Map<string, number>()
  for (const crowd of crowds) for (const [strand, at] of crowd) first.set(strand, Math.min(at, first.get(strand) ?? at))
  return first
}
