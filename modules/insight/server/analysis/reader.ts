import { ReportCancelled, ReportsBusy, ReportTooHeavy } from '#platform/clickhouse/lane'
import type { Olap } from '#platform/clickhouse/olap'
import { refuse } from '#platform/http/problem'
import { analysisProblems } from '../../core/analysis/problems.ts'
import type { Reader } from './kind.ts'

/** Asks in the lane of reports; what the lane refuses becomes a problem with its texts. */
export function readerOf({ olap }: { olap: Pick<Olap, 'report'> }, ticket?: string, signal?: AbortSignal): Reader {
  return async (query, params) => {
    try {
      return await olap.report(query, params, { ...(ticket ? { ticket } : {}), ...(signal ? { signal } : {}) })
    } catch (error) {
      if (error instanceof ReportsBusy) refuse(analysisProblems, 'reports-busy', { retryAfterSeconds: 5 })
      if (error instanceof ReportCancelled) refuse(analysisProblems, 'report-cancelled')
      if (error instanceof ReportTooHeavy) refuse(analysisProblems, 'report-too-heavy', { detail: error.message })
      throw error
    }
  }
}
