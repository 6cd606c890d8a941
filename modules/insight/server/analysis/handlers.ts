import { implement } from '@orpc/server'
import type { Olap } from '#platform/clickhouse/olap'
import type { RequestContext } from '#platform/http/context'
import { analysis } from '../../core/analysisContract.ts'
import { lifecycleReport, stickinessReport } from './activity.ts'
import { eventNames, propertyNames } from './catalogue.ts'
import { distributionReport } from './distribution.ts'
import { funnelReport } from './funnel.ts'
import type { Moment, Report } from './kind.ts'
import { pathReport } from './path.ts'
import { everyone, peoplePage } from './people.ts'
import { type Asked, readerOf } from './reader.ts'
import { retentionReport } from './retention.ts'
import { trendReport } from './trendPeople.ts'

export interface AnalysisDeps {
  readonly olap: Olap
  settings(): Promise<{ zone: string }>
  /** Epoch ms. */
  now(): number
}

const reports = {
  funnel: funnelReport,
  retention: retentionReport,
  lifecycle: lifecycleReport,
  stickiness: stickinessReport,
  path: pathReport,
  distribution: distributionReport,
} as const

/** The workbench: reports, the people behind their numbers, and the queue they wait in. */
export function analysisHandlers(deps: AnalysisDeps) {
  const os = implement(analysis).$context<RequestContext>()
  const answer = answering(deps)
  const people = listing(deps)
  return os.router({
    funnel: os.funnel.handler(({ input, signal }) => answer(funnelReport, input, signal)),
    funnelPeople: os.funnelPeople.handler(({ input, signal }) => people('funnel', funnelReport, input, signal)),
    retention: os.retention.handler(({ input, signal }) => answer(retentionReport, input, signal)),
    retentionPeople: os.retentionPeople.handler(({ input, signal }) =>
      people('retention', retentionReport, input, signal),
    ),
    lifecycle: os.lifecycle.handler(({ input, signal }) => answer(lifecycleReport, input, signal)),
    lifecyclePeople: os.lifecyclePeople.handler(({ input, signal }) =>
      people('lifecycle', lifecycleReport, input, signal),
    ),
    stickiness: os.stickiness.handler(({ input, signal }) => answer(stickinessReport, input, signal)),
    stickinessPeople: os.stickinessPeople.handler(({ input, signal }) =>
      people('stickiness', stickinessReport, input, signal),
    ),
    path: os.path.handler(({ input, signal }) => answer(pathReport, input, signal)),
    pathPeople: os.pathPeople.handler(({ input, signal }) => people('path', pathReport, input, signal)),
    distribution: os.distribution.handler(({ input, signal }) => answer(distributionReport, input, signal)),
    distributionPeople: os.distributionPeople.handler(({ input, signal }) =>
      people('distribution', distributionReport, input, signal),
    ),
    trendPeople: os.trendPeople.handler(({ input, signal }) => people('trend', trendReport, input, signal)),
    events: os.events.handler(async () => ({ items: await eventNames(deps.olap.query, deps.now()) })),
    properties: os.properties.handler(async ({ input }) => {
      const rows = await propertyNames(deps.olap.query, input.event)
      return { items: rows.map(({ name }) => name) }
    }),
    queue: os.queue.handler(({ input }) => deps.olap.reports(input.ticket)),
  })
}

type Listed<Set> = { readonly set: Set; readonly cursor?: string | undefined; readonly limit: number }

const answering =
  (deps: AnalysisDeps) =>
  async <Question extends Asked, Set, Reply>(
    report: Report<Question, Set, Reply>,
    question: Question,
    signal: AbortSignal | undefined,
  ) =>
    report.answer(readerOf(deps, question, signal), question, await momentOf(deps))

const listing =
  (deps: AnalysisDeps) =>
  async <Question extends Asked, Set>(
    name: string,
    report: Pick<Report<Question, Set, unknown>, 'people'>,
    question: Question & Listed<Set>,
    signal: AbortSignal | undefined,
  ) => {
    const { set, cursor, limit } = question
    const ask = readerOf(deps, question, signal)
    const bound = await report.people(ask, question, set, await momentOf(deps))
    return peoplePage(ask, name, bound, { cursor, limit })
  }

const momentOf = async ({ settings, now }: AnalysisDeps): Promise<Moment> => ({
  zone: (await settings()).zone,
  now: now(),
})

/** Every report with people behind its numbers. */
const sets = { ...reports, trend: trendReport }

type QuestionOf<R> =
  R extends Pick<Report<infer Question, infer Set, unknown>, 'people'> ? { question: Question; set: Set } : never

/** Whom a number of a report stands for, for those who want all of them: a segment, a broadcast. */
export type ReportSet = {
  [Name in keyof typeof sets]: { report: Name } & QuestionOf<(typeof sets)[Name]>
}[keyof typeof sets]

/** Every person of the set, in blocks and in no order. */
export async function* reportPeople(deps: AnalysisDeps, asked: ReportSet): AsyncGenerator<readonly string[]> {
  const ask = readerOf(deps, asked.question)
  const report = sets[asked.report] as Pick<Report<unknown, unknown, unknown>, 'people'>
  yield* everyone(ask, asked.report, await report.people(ask, asked.question, asked.set, await momentOf(deps)))
}
