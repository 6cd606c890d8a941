import { implement } from '@orpc/server'
import { sql } from 'kysely'
import { audit } from '#platform/audit'
import { nameOf, type RequestContext } from '#platform/http/context'
import { hooks, type MessageState } from '../../core/hooks/contract.ts'
import { type HookDeps, refuseHook } from './deps.ts'
import { shownMessage } from './shown.ts'
import { bodyContext, type HookDb, type HookTables } from './store.ts'

interface Filter {
  readonly hook?: string | undefined
  readonly state?: MessageState | undefined
}

interface Many {
  readonly ids?: readonly string[] | undefined
  readonly filter?: Filter | undefined
  readonly except: readonly string[]
}

interface Page extends Filter {
  readonly cursor?: string | undefined
  readonly limit: number
}

/** The endpoints of what came. */
export function messageHandlers(deps: HookDeps) {
  const os = implement(hooks).$context<RequestContext>()
  const db = () => deps.postgres.tables<HookTables>()
  return {
    messages: os.messages.handler(({ input }) => list(db(), input)),
    message: os.message.handler(async ({ input }) => {
      const row = await db().selectFrom('intake_hook_message').selectAll().where('id', '=', input.id).executeTakeFirst()
      if (!row) return refuseHook('no-such-message')
      return { ...shownMessage(row), body: deps.vault.open(row.body, bodyContext) }
    }),
    replay: os.replay.handler(({ input, context }) => replay(deps, input, nameOf(context.actor))),
  }
}

async function list(db: HookDb, { cursor, limit, hook, state }: Page) {
  let query = db.selectFrom('intake_hook_message').selectAll()
  if (cursor && /^\d{1,18}$/.test(cursor)) query = query.where('id', '<', cursor)
  if (hook !== undefined) query = query.where('hook', '=', hook)
  if (state !== undefined) query = query.where('state', '=', state)
  const rows = await query
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  const items = rows.slice(0, limit).map(shownMessage)
  const last = items.at(-1)
  return rows.length > limit && last ? { items, next: last.id } : { items }
}

/** What is not on its way already waits again, as if it had just come; its time stays. */
async function replay(deps: HookDeps, { ids, filter, except }: Many, by: string) {
  const woken = await deps.postgres.transaction(async (tx) => {
    let query = tx
      .tables<HookTables>()
      .updateTable('intake_hook_message')
      .set({ state: 'received', attempts: 0, words: '[]', created: 0, updated: 0, skipped: 0 })
      .where('state', '<>', 'received')
    if (ids) query = query.where(sql<boolean>`id = any(${ids}::bigint[])`)
    if (filter?.hook !== undefined) query = query.where('hook', '=', filter.hook)
    if (filter?.state !== undefined) query = query.where('state', '=', filter.state)
    if (except.length > 0) query = query.where(sql<boolean>`id <> all(${except}::bigint[])`)
    const rows = await query.returning('hook').execute()
    const subject = ids ? ids.join(',').slice(0, 200) : (filter?.hook ?? 'all')
    const detail = { count: rows.length, ...(ids ? { ids } : { filter, except }) }
    if (rows.length > 0) await audit(tx, by, 'hook.replayed', subject, detail)
    return rows.map(({ hook }) => hook)
  })
  for (const hook of new Set(woken)) await deps.wake(hook)
  return { count: woken.length }
}
