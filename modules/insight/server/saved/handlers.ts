import { implement } from '@orpc/server'
import { nameOf, type RequestContext } from '#platform/http/context'
import { refuse } from '#platform/http/problem'
import type { Postgres } from '#platform/postgres/postgres'
import { saved, savedProblems } from '../../core/savedContract.ts'
import { dashboardsOf, isTheirs, placeReports, reportsOf, type SavedTables } from './store.ts'

/** Saved reports and dashboards: the own ones, and what colleagues share. */
export function savedHandlers({ postgres }: { postgres: Postgres }) {
  const os = implement(saved).$context<RequestContext>()
  return os.router({ ...reportHandlers(postgres), ...dashboardHandlers(postgres) })
}

/** Deletes a row of theirs, and with it its places on dashboards. */
const removing =
  (postgres: Postgres, table: 'insight_saved_report' | 'insight_dashboard', refusal: keyof typeof savedProblems) =>
  ({ input: { id }, context: { actor } }: { input: { id: string }; context: RequestContext }) =>
    postgres.transaction(async (tx) => {
      const tables = tx.tables<SavedTables>()
      const gone = await tables.deleteFrom(table).where('id', '=', id).where(isTheirs(actor)).executeTakeFirst()
      if (gone.numDeletedRows === 0n) return refuse(savedProblems, refusal)
      const column = table === 'insight_dashboard' ? 'dashboard' : 'report'
      await tables.deleteFrom('insight_dashboard_card').where(column, '=', id).execute()
      return { done: true as const }
    })

/** The fields that were sent: one that was not stays as it is. */
const sent = (patch: object) => Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))

const found = <T>(rows: readonly T[], refusal: keyof typeof savedProblems): T =>
  rows[0] ?? refuse(savedProblems, refusal)

function reportHandlers(postgres: Postgres) {
  const os = implement(saved).$context<RequestContext>()
  const db = () => postgres.tables<SavedTables>()
  return {
    listReports: os.listReports.handler(async ({ context }) => ({ items: await reportsOf(db(), context.actor) })),
    saveReport: os.saveReport.handler(async ({ input, context }) => {
      const { question, range, ...row } = input
      const values = {
        ...row,
        owner: nameOf(context.actor),
        question: JSON.stringify(question),
        range: JSON.stringify(range),
      }
      const { id } = await db()
        .insertInto('insight_saved_report')
        .values(values)
        .returning('id')
        .executeTakeFirstOrThrow()
      return found(await reportsOf(db(), context.actor, id), 'no-such-report')
    }),
    changeReport: os.changeReport.handler(async ({ input: { id, ...patch }, context: { actor } }) => {
      const query = db()
        .updateTable('insight_saved_report')
        .set({ owner: (e) => e.ref('owner'), ...sent(patch) })
        .where('id', '=', id)
        .where(isTheirs(actor))
      const { numUpdatedRows } = await query.executeTakeFirst()
      return numUpdatedRows === 0n
        ? refuse(savedProblems, 'no-such-report')
        : found(await reportsOf(db(), actor, id), 'no-such-report')
    }),
    deleteReport: os.deleteReport.handler(removing(postgres, 'insight_saved_report', 'no-such-report')),
  }
}

function dashboardHandlers(postgres: Postgres) {
  const os = implement(saved).$context<RequestContext>()
  return {
    listDashboards: os.listDashboards.handler(async ({ context }) => ({
      items: await dashboardsOf(postgres.tables<SavedTables>(), context.actor),
    })),
    addDashboard: os.addDashboard.handler(({ input: { reports, ...row }, context: { actor } }) =>
      postgres.transaction(async (tx) => {
        const tables = tx.tables<SavedTables>()
        const values = { ...row, owner: nameOf(actor) }
        const { id } = await tables
          .insertInto('insight_dashboard')
          .values(values)
          .returning('id')
          .executeTakeFirstOrThrow()
        await placeReports(tables, id, reports, actor)
        return found(await dashboardsOf(tables, actor, id), 'no-such-dashboard')
      }),
    ),
    changeDashboard: os.changeDashboard.handler(({ input: { id, reports, ...patch }, context: { actor } }) =>
      postgres.transaction(async (tx) => {
        const tables = tx.tables<SavedTables>()
        const query = tables
          .updateTable('insight_dashboard')
          .set({ owner: (e) => e.ref('owner'), ...sent(patch) })
          .where('id', '=', id)
          .where(isTheirs(actor))
        if ((await query.executeTakeFirst()).numUpdatedRows === 0n) return refuse(savedProblems, 'no-such-dashboard')
        if (reports) await placeReports(tables, id, reports, actor)
        return found(await dashboardsOf(tables, actor, id), 'no-such-dashboard')
      }),
    ),
    deleteDashboard: os.deleteDashboard.handler(removing(postgres, 'insight_dashboard', 'no-such-dashboard')),
  }
}
