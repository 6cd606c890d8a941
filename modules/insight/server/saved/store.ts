import type { Generated, Selectable, SqlBool } from 'kysely'
import { type Expression, type ExpressionBuilder, sql } from 'kysely'
import { type Actor, may, nameOf } from '#platform/http/context'
import type { Db } from '#platform/postgres/postgres'
import type { SavedDashboard, SavedReport } from '../../core/savedContract.ts'

export interface SavedTables {
  insight_saved_report: {
    id: Generated<string>
    owner: string
    name: string
    mode: SavedReport['mode']
    question: unknown
    range: unknown
    shared: boolean
  }
  insight_dashboard: { id: Generated<string>; owner: string; name: string; shared: boolean }
  insight_dashboard_card: { dashboard: string; report: string; place: number }
}
export type SavedDb = Db<SavedTables>
type Owned = 'insight_saved_report' | 'insight_dashboard'

/** Whose a row is: the owner's, and an administrator's. */
export const isTheirs =
  (actor: Actor) =>
  <T extends Owned>(e: ExpressionBuilder<SavedTables, T>): Expression<SqlBool> =>
    may(actor, 'settings:write') ? e.lit(true) : sql<SqlBool>`owner = ${nameOf(actor)}`

/** What somebody sees: the own ones, shared ones, and reports on a dashboard that they see. */
const visible = (db: SavedDb, actor: Actor) => {
  const dashboards = db
    .selectFrom('insight_dashboard')
    .selectAll()
    .where((e) => e.or([e('owner', '=', nameOf(actor)), e('shared', '=', true)]))
  const cards = db
    .selectFrom('insight_dashboard_card as card')
    .innerJoin('insight_dashboard as board', 'board.id', 'card.dashboard')
    .select('card.report')
    .where((e) => e.or([e('board.owner', '=', nameOf(actor)), e('board.shared', '=', true)]))
  const reports = db
    .selectFrom('insight_saved_report')
    .selectAll()
    .where((e) => e.or([e('owner', '=', nameOf(actor)), e('shared', '=', true), e('id', 'in', cards)]))
  return { dashboards, reports }
}

const shownReport = (row: Selectable<SavedTables['insight_saved_report']>, actor: Actor): SavedReport => ({
  ...{ id: row.id, name: row.name, mode: row.mode, shared: row.shared, mine: row.owner === nameOf(actor) },
  question: row.question as SavedReport['question'],
  range: row.range as SavedReport['range'],
})

/** Reports that somebody sees, the oldest first. */
export async function reportsOf(db: SavedDb, actor: Actor, id?: string): Promise<SavedReport[]> {
  const { reports } = visible(db, actor)
  const rows = await (id === undefined ? reports : reports.where('id', '=', id)).orderBy('id').limit(500).execute()
  return rows.map((row) => shownReport(row, actor))
}

/** Dashboards that somebody sees, each with its reports in order. */
export async function dashboardsOf(db: SavedDb, actor: Actor, id?: string): Promise<SavedDashboard[]> {
  const { dashboards } = visible(db, actor)
  const rows = await (id === undefined ? dashboards : dashboards.where('id', '=', id))
    .orderBy('id')
    .limit(200)
    .execute()
  if (rows.length === 0) return []
  const ids = rows.map((row) => row.id)
  const cards = await db
    .selectFrom('insight_dashboard_card')
    .selectAll()
    .where('dashboard', 'in', ids)
    .orderBy('place')
    .execute()
  return rows.map(({ id: dashboard, name, shared, owner }) => ({
    ...{ id: dashboard, name, shared, mine: owner === nameOf(actor) },
    reports: cards.filter((card) => card.dashboard === dashboard).map((card) => card.report),
  }))
}

/** Puts reports on a dashboard in this order, those left out that its editor does not see. */
export async function placeReports(
  db: SavedDb,
  dashboard: string,
  reports: readonly string[],
  actor: Actor,
): Promise<void> {
  const seen = new Set((await reportsOf(db, actor)).map(({ id }) => id))
  await db.deleteFrom('insight_dashboard_card').where('dashboard', '=', dashboard).execute()
  const rows = [...new Set(reports)].filter((id) => seen.has(id)).map((report, place) => ({ dashboard, report, place }))
  if (rows.length > 0) await db.insertInto('insight_dashboard_card').values(rows).execute()
}
