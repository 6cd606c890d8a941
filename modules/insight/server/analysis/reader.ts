import { ReportCancelled, ReportsBusy, ReportTooHeavy } from '#platform/clickhouse/lane'
import type { Olap } from '#platform/clickhouse/olap'
import { refuse } from '#platform/http/problem'
import { analysisProblems } from '../../core/analysis/problems.ts'
import type { Reader } from './kind.ts'

/** What every question may say: a word by which its place in the queue is told, and the segment it is about. */
export interface Asked {
  readonly ticket?: string | undefined
  readonly segment?: string | undefined
}

/** Asks in the lane of reports; what the lane refuses becomes a problem with its texts. */
export function readerOf(
  { olap }: { olap: Pick<Olap, 'report'> },
  { ticket, segment = '0' }: Asked,
  signal?: AbortSignal,
): Reader {
  return async (query, params) => {
    try {
      // Every query of a report is about the same people.
      const about = { ...Object(params), segment } as typeof params
      return await olap.report(query, about, { ...(ticket ? { ticket } : {}), ...(signal ? { signal } : {}) })
    } catch (error) {
      if (error instanceof ReportsBusy) refuse(analysisProblems, 'reports-busy', { retryAfterSeconds: 5 })
      if (error instanceof ReportCancelled) refuse(analysisProblems, 'report-cancelled')
      if (error instanceof ReportTooHeavy) refuse(analysisProblems, 'report-too-heavy', { detail: error.message })
      throw error
    }
  }
}
