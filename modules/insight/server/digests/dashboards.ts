import { call } from '@orpc/server'
import { dateText, day } from '#kit/time'
import type { RequestContext } from '#platform/http/context'
import type { Postgres } from '#platform/postgres/postgres'
import { reportLines } from '../../core/digestReports.ts'
import type { Digest } from '../../core/digestText.ts'
import { analysisHandlers } from '../analysis/handlers.ts'
import type { InsightDeps } from '../deps.ts'
import type { SavedTables } from '../saved/store.ts'
import { answerTrend } from '../trendAnswer.ts'
import type { DigestRow } from './store.ts'

export interface DashboardDeps extends InsightDeps {
  readonly postgres: Postgres
}

type Report = Awaited<ReturnType<typeof reportsOn>>[number]

/** The reports of a dashboard in their order, whoever they belong to: whoever made the digest saw it. */
const reportsOn = (postgres: Postgres, dashboard: string) =>
  postgres
    .tables<SavedTables>()
    .selectFrom('insight_dashboard_card as card')
    .innerJoin('insight_saved_report as report', 'report.id', 'card.report')
    .select(['report.name', 'report.mode', 'report.question', 'report.range'])
    .where('card.dashboard', '=', dashboard)
    .orderBy('card.place')
    .execute()

/** A dashboard as a digest: each of its reports by its main figures; one that cannot be read any more says so. */
export async function dashboardDigest(
  deps: DashboardDeps,
  dashboard: string,
  { name, language, responsible }: Pick<DigestRow, 'name' | 'language' | 'responsible'>,
): Promise<Digest | null> {
  const board = await deps.postgres
    .tables<SavedTables>()
    .selectFrom('insight_dashboard')
    .select('name')
    .where('id', '=', dashboard)
    .executeTakeFirst()
  if (!board) return null
  const { zone } = await deps.settings()
  const today = dateText(deps.now(), zone)
  const lines: Digest['lines'][number][] = []
  // One after the other: a digest is in no hurry, and others wait in the same lane.
  for (const report of await reportsOn(deps.postgres, dashboard)) {
    const found = await linesOf(deps, report, today, language)
    lines.push(...found.map((line) => ({ metric: '', definition: '', ...line })))
  }
  return { title: `${name} ${today}`, about: board.name, lines, tables: [], alarms: [], responsible }
}

const unreadable = { zh: '读不出来', en: 'cannot be read' } as const

async function linesOf(
  deps: DashboardDeps,
  { name, mode, question, range }: Report,
  today: string,
  language: 'zh' | 'en',
) {
  const { compare: _, ...asked } = question as Record<string, unknown>
  const input = { ...asked, range: daysOf(range as { last: number } | { from: string; to: string }, today) }
  const reports = analysisHandlers(deps)
  try {
    if (mode === 'trend') return reportLines.trend(await answerTrend(deps, input as never, undefined), name, language)
    const reply = await call(reports[mode] as typeof reports.funnel, input as never, { context: system })
    return (reportLines[mode] as typeof reportLines.funnel)(reply, name, language)
  } catch {
    return [{ title: name, value: 0, text: unreadable[language], note: '' }]
  }
}

/** The days of a saved range, seen today. */
function daysOf(range: { last: number } | { from: string; to: string }, today: string) {
  if (!('last' in range)) return range
  const add = (days: number) => new Date(Date.parse(today) + days * day).toISOString().slice(0, 10)
  return { from: add(1 - range.last), to: add(1) }
}

const system: RequestContext = {
  actor: { kind: 'nobody', rights: ['insight:read'] },
  ...{ requestId: 'digest', ip: '', userAgent: '', language: 'zh' },
  cookie: () => undefined,
  setCookie: () => undefined,
}
