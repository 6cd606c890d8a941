import { z } from 'zod'
import { audit } from '../audit.ts'
import { nameOf } from '../http/context.ts'
import type { Jobs } from '../jobs.ts'
import { taskHandlers } from './handlers.ts'
import type { StartTask } from './kind.ts'
import { runTask, type TaskDeps } from './run.ts'
import { openTasks, type TaskTables } from './store.ts'

const taskJob = 'platform.task'

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
