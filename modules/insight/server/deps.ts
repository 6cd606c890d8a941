import type { Olap } from '#platform/clickhouse/olap'
import type { Goal } from '../core/plan.ts'

export interface InsightDeps {
  olap: Olap
  /** `zone`: IANA name; `assistedDays`: 1–30, how long a private touch counts for an order elsewhere. */
  settings(): Promise<{ zone: string; assistedDays: number }>
  /** What is to be reached by the end of a year. */
  goal(): Promise<Goal>
  /** Epoch ms. */
  now(): number
}
