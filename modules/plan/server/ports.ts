import type { Postgres } from '#platform/postgres/postgres'
import type { Settings } from '#platform/settings'
import type { Bridge, ChangedOrder } from '../core/close.ts'
import type { Guard } from '../core/guard.ts'
import type { Positioning } from '../core/positioning.ts'
import type { ActualDay } from '../core/progress.ts'
import type { Counts } from '../core/scenario.ts'

export interface Range {
  readonly from: number
  readonly to: number
}

/** What was reached, as the board counts it (period view, direct + assisted). */
export interface Actuals {
  zone(): Promise<string>
  counts(range: Range): Promise<Counts & { direct: number; assisted: number; unlinked: number }>
  /** Every day of the range until now, in order; the range is no longer than a year. */
  days(range: Range): Promise<readonly (ActualDay & { lost: number })[]>
  /** People who came in the range by themselves, by source. */
  cameBy(range: Range): Promise<readonly { key: string; self: number }[]>
  /** Fen by owner of the customer. */
  earnedBy(range: Range): Promise<readonly { key: string; gmv: number }[]>
  /** Live people at the start and end of a range. */
  stock(range: Range): Promise<{ start: number; end: number }>
  buyers(slots: readonly { start: number; end: number }[]): Promise<readonly number[]>
}

/** What the ledger of orders says. */
export interface Books {
  bridge(range: Range): Promise<Bridge>
  changedSince(range: Range, since: number): Promise<readonly ChangedOrder[]>
}

/** Who stands for a number, and whether they may be contacted. Null = nobody. */
export interface Standing {
  of(people: readonly string[], purposes: readonly string[]): Promise<ReadonlyMap<string, StandingPerson>>
  /** Consents withdrawn in each slot. */
  optOuts(slots: readonly { start: number; end: number }[]): Promise<readonly number[]>
}
export interface StandingPerson {
  readonly person: string
  readonly strands: readonly string[]
  readonly excluded: boolean
  readonly consents: Readonly<Record<string, 'given' | 'withdrawn' | 'unknown'>>
}

/** The goal of the year that the board shows. */
export type SetGoal = (
  goal: { year: number; people: number | null; gmv: number | null },
  by: string,
) => Promise<unknown>

export interface PlanDeps {
  setGoal: SetGoal
  postgres: Postgres
  actuals: Actuals
  books: Books
  standing: Standing
  guard: Settings<Guard>
  positioning: Settings<Positioning>
  /** Epoch ms. */
  now(): number
}
