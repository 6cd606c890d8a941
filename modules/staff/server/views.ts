import { implement } from '@orpc/server'
import { may, nameOf, type RequestContext } from '#platform/http/context'
import type { Postgres } from '#platform/postgres/postgres'
import { staff } from '../contract.ts'
import { refuseStaff } from './problems.ts'
import type { StaffTables } from './tables.ts'

/** Saved views of lists: the own ones and those that colleagues share. */
export function viewHandlers({ postgres }: { postgres: Postgres }) {
  const os = implement(staff).$context<RequestContext>()
  const db = () => postgres.tables<StaffTables>()
  return {
    listViews: os.listViews.handler(async ({ input, context }) => {
      const owner = nameOf(context.actor)
      const rows = await db()
        .selectFrom('staff_view')
        .selectAll()
        .where('page', '=', input.page)
        .where((e) => e.or([e('owner', '=', owner), e('shared', '=', true)]))
        .orderBy('id')
        .limit(200)
        .execute()
      return { items: rows.map((row) => shown(row, owner)) }
    }),
    saveView: os.saveView.handler(async ({ input, context }) => {
      const owner = nameOf(context.actor)
      const { page, name, shared } = input
      const search = JSON.stringify(input.search)
      const row = await db()
        .insertInto('staff_view')
        .values({ owner, page, name, shared, search: search as never })
        .onConflict((c) => c.columns(['owner', 'page', 'name']).doUpdateSet({ shared, search: search as never }))
        .returningAll()
        .executeTakeFirstOrThrow()
      return shown(row, owner)
    }),
    deleteView: os.deleteView.handler(async ({ input, context }) => {
      let query = db().deleteFrom('staff_view').where('id', '=', input.id)
      if (!may(context.actor, 'settings:write')) query = query.where('owner', '=', nameOf(context.actor))
      const { numDeletedRows } = await query.executeTakeFirst()
      return numDeletedRows === 0n ? refuseStaff('no-such-view') : { done: true as const }
    }),
  }
}

function shown(
  row: { id: string; owner: string; page: string; name: string; search: unknown; shared: boolean },
  by: string,
) {
  const { id, page, name, shared, owner } = row
  return { id, page, name, shared, mine: owner === by, search: row.search as Record<string, unknown> }
}
