import { z } from 'zod'
import { audit } from '../audit.ts'
import { nameOf } from '../http/context.ts'
import type { Jobs } from '../jobs.ts'
import type { Log } from '../log.ts'
import type { Postgres } from '../postgres/postgres.ts'
import { taskHandlers } from './handlers.ts'
import type { StartTask, TaskKind } from './kind.ts'
import { beginTask, endTask, failTask, openTasks, showStep, type TaskRow, type TaskTables } from './store.ts'

export interface TaskDeps {
  readonly postgres: Postgres
  readonly log: Log
  readonly now: () => number
  readonly kinds: readonly TaskKind[]
}

const taskJob = 'platform.task'
/** After so many runs that broke off, a task is given up instead of tried for ever. */
const mostAttempts = 6

/** The host of tasks: made before jobs start (it defines one); `resume` after. */
export function taskHost(deps: TaskDeps & { readonly jobs: Jobs }) {
  const { jobs, postgres } = deps
  const run = z.object({ id: z.string() })
  // More retries than a task has attempts: the task itself decides when to give up.
  jobs.define(taskJob, (data, { signal }) => runTask(deps, run.parse(data).id, signal), { retries: 8 })
  const enqueue = (id: string) => jobs.enqueue(taskJob, { id }, { key: id })
  const start: StartTask = async (kind, input, { actor }) => {
    const id = await postgres.transaction(async (tx) => {
      const row = await tx
        .tables<TaskTables>()
        .insertInto('platform_task')
        .values({
          ...{ kind, input: JSON.stringify(input), created_by: nameOf(actor) },
          author: actor.kind === 'nobody' ? '' : actor.name,
          created_at: new Date(deps.now()),
        } as never)
        .returning('id')
        .executeTakeFirstOrThrow()
      await audit(tx, nameOf(actor), 'task.created', row.id, { kind, input })
      return row.id
    })
    await enqueue(id)
    return id
  }
  return {
    start,
    handlers: taskHandlers(deps),
    /** Takes up tasks that a stop or a crash broke off. */
    async resume() {
      for (const id of await openTasks(postgres.tables())) await enqueue(id)
    },
  }
}

/** Runs one task from its beginning; safe to call again at any time. */
async function runTask(deps: TaskDeps, id: string, signal: AbortSignal): Promise<void> {
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
