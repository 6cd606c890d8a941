import type { Log } from '../log.ts'
import type { Postgres } from '../postgres/postgres.ts'
import type { TaskKind } from './kind.ts'
import { beginTask, endTask, failTask, showStep, type TaskRow, type TaskTables } from './store.ts'

export interface TaskDeps {
  readonly postgres: Postgres
  readonly log: Log
  readonly now: () => number
  readonly kinds: readonly TaskKind[]
}

/** After so many runs that broke off, a task is given up instead of tried for ever. */
const mostAttempts = 6

/** Runs one task from its beginning; safe to call again at any time. */
export async function runTask(deps: TaskDeps, id: string, signal: AbortSignal): Promise<void> {
  const db = deps.postgres.tables<TaskTables>()
  const row = await beginTask(db, id, deps.now())
  if (!row) return
  const kind = deps.kinds.find((one) => one.kind === row.kind)
  if (!kind?.input.safeParse(row.input).success) return failTask(db, row, deps.now(), 'kind-gone', kindGone)
  try {
    await work(deps, kind, row, signal)
  } catch (error) {
    if (signal.aborted || row.attempts < mostAttempts) throw error
    deps.log.error({ task: id, error: error instanceof Error ? error.stack : String(error) }, 'task given up')
    await failTask(db, row, deps.now(), 'internal', broke)
  }
}

const kindGone = { zh: '这种任务已经没有了', en: 'This kind of task is gone' }
const broke = { zh: '系统出错，任务中止，已做完的保留', en: 'Something broke; what was done stays' }

async function work({ postgres, now }: TaskDeps, kind: TaskKind, row: TaskRow, signal: AbortSignal) {
  const db = postgres.tables<TaskTables>()
  const total = await kind.total(row.input)
  if (!(await showStep(db, row, { done: 0, counts: row.counts }, total))) return
  for await (const step of kind.steps(row.input, { by: row.created_by, before: row.counts })) {
    if (!(await showStep(db, row, step, total))) return
    if (signal.aborted) throw new Error(`task ${row.id} was stopped with the process and begins again later`)
  }
  await endTask(db, row, now())
}
