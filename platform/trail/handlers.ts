import { implement } from '@orpc/server'
import { sql } from 'kysely'
import type { RequestContext } from '../http/context.ts'
import type { Postgres } from '../postgres/postgres.ts'
import { trail } from './contract.ts'

interface Tables {
  platform_audit: { id: string; at: Date; actor: string; action: string; subject: string; detail: unknown }
}

/** The audit log, to be read. */
export function trailHandlers(postgres: Postgres) {
  const os = implement(trail).$context<RequestContext>()
  const db = () => postgres.tables<Tables>()
  return os.router({
    list: os.list.handler(async ({ input }) => {
      let query = db()
        .selectFrom('platform_audit')
        .selectAll()
        .orderBy('id', 'desc')
        .limit(input.limit + 1)
      if (input.cursor && /^\d{1,18}$/.test(input.cursor)) query = query.where('id', '<', input.cursor)
      for (const field of ['actor', 'action', 'subject'] as const) {
        const value = input[field]
        if (value !== undefined) query = query.where(field, '=', value)
      }
      const rows = await query.execute()
      const items = rows
        .slice(0, input.limit)
        .map((row) => ({ ...row, at: row.at.toISOString(), detail: row.detail as Record<string, unknown> }))
      const last = items.at(-1)
      return rows.length > input.limit && last ? { items, next: last.id } : { items }
    }),
    // A loose index scan: one step an action, however long the log is.
    actions: os.actions.handler(async () => {
      const rows = await sql<{ action: string }>`
        with recursive kinds as (
          (select action from platform_audit order by action limit 1)
          union all
          select (select a.action from platform_audit a where a.action > k.action order by a.action limit 1)
          from kinds k where k.action is not null
        )
        select action from kinds where action is not null`.execute(db())
      return { items: rows.rows.map((row) => row.action) }
    }),
  })
}
