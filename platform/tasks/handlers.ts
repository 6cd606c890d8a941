import { implement, ORPCError } from '@orpc/server'
import { sql } from 'kysely'
import type { Problem } from '#kit/api'
import { audit } from '../audit.ts'
import { type Actor, may, nameOf, type RequestContext } from '../http/context.ts'
import { refuse } from '../http/problem.ts'
import { tasks } from './contract.ts'
import type { TaskDeps } from './run.ts'
import { cancelTask, findTask, type TaskRow, type TaskTables } from './store.ts'

const problems: Record<'no-such-task' | 'task-ended', Problem> = {
  'no-such-task': { status: 404, title: { zh: '没有这个任务', en: 'No such task' } },
  'task-ended': { status: 409, title: { zh: '这个任务已经结束', en: 'The task has already ended' } },
}

/** The endpoints of tasks. */
export function taskHandlers(deps: TaskDeps) {
  const os = implement(tasks).$context<RequestContext>()
  return os.router({
    list: os.list.handler(({ input, context }) => listTasks(deps, input, context)),
    get: os.get.handler(async ({ input, context }) => {
      const { row } = await findReadable(deps, input.id, context.actor)
      return shown(deps, row, context)
    }),
    cancel: os.cancel.handler(async ({ input, context }) => {
      const { kind } = await findReadable(deps, input.id, context.actor)
      if (!may(context.actor, kind.rights.write))
        throw new ORPCError('FORBIDDEN', { data: { detail: kind.rights.write } })
      const row = await deps.postgres.transaction(async (tx) => {
        const ended = await cancelTask(tx.tables<TaskTables>(), input.id, deps.now())
        if (ended) await audit(tx, nameOf(context.actor), 'task.cancelled', input.id)
        return ended
      })
      return row ? shown(deps, row, context) : refuse(problems, 'task-ended')
    }),
  })
}

interface ListInput {
  cursor?: string | undefined
  limit: number
  open?: 'true' | undefined
}

async function listTasks(deps: TaskDeps, input: ListInput, context: RequestContext) {
  const readable = deps.kinds.filter((kind) => may(context.actor, kind.rights.read)).map(({ kind }) => kind)
  let query = deps.postgres
    .tables<TaskTables>()
    .selectFrom('platform_task')
    .selectAll()
    .where(sql<boolean>`kind = any(${readable}::text[])`)
  if (input.cursor && /^\d{1,18}$/.test(input.cursor)) query = query.where('id', '<', input.cursor)
  if (input.open) query = query.where('state', 'in', ['queued', 'running'])
  const rows = await query
    .orderBy('id', 'desc')
    .limit(input.limit + 1)
    .execute()
  const items = rows.slice(0, input.limit).map((row) => shown(deps, row, context))
  const last = items.at(-1)
  return rows.length > input.limit && last ? { items, next: last.id } : { items }
}

/** A task whose kind the caller may read; one of others is as good as none. */
async function findReadable(deps: TaskDeps, id: string, actor: Actor) {
  const row = await findTask(deps.postgres.tables<TaskTables>(), id)
  const kind = row && deps.kinds.find((one) => one.kind === row.kind)
  return row && kind && may(actor, kind.rights.read) ? { row, kind } : refuse(problems, 'no-such-task')
}

function shown(deps: TaskDeps, row: TaskRow, context: RequestContext) {
  const { id, kind: name, state, done, total, author } = row
  const kind = deps.kinds.find((one) => one.kind === name)
  return {
    ...{ id, kind: name, state, done, total, author },
    title: kind?.title ?? { zh: name, en: name },
    about: kind?.input.safeParse(row.input).success ? kind.about(row.input) : { zh: '', en: '' },
    counts: Object.entries(kind?.counts ?? {}).map(([count, title]) => ({
      ...{ name: count, title },
      count: row.counts[count] ?? 0,
    })),
    error: row.error && { ...row.error, message: row.error[context.language] },
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
  }
}
