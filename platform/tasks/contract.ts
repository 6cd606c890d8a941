import { z } from 'zod'
import { api, Id, pageOf, paging, Time } from '#kit/api'

const Words = z.object({ zh: z.string(), en: z.string() })

export const taskStates = ['queued', 'running', 'done', 'failed', 'cancelled'] as const
export type TaskState = (typeof taskStates)[number]

const TaskView = z.object({
  id: Id,
  kind: z.string(),
  title: Words,
  about: Words.meta({ description: 'On what, in words' }),
  state: z.enum(taskStates),
  done: z.number().int().meta({ description: 'Rows looked at so far' }),
  total: z.number().int().nullable().meta({ description: 'Rows there were when it began; null before that' }),
  counts: z
    .array(z.object({ name: z.string(), title: Words, count: z.number().int() }))
    .meta({ description: 'What came of it so far' }),
  error: z.object({ code: z.string(), message: z.string(), zh: z.string(), en: z.string() }).nullable(),
  createdBy: z.string(),
  author: z.string().meta({ description: 'Name of who asked for it' }),
  createdAt: Time,
  startedAt: Time.nullable(),
  finishedAt: Time.nullable(),
})

const byId = z.object({ id: Id })
const tags = ['tasks']

/** Work on many rows as jobs; each is begun by an endpoint of the house whose rows they are. */
export const tasks = {
  list: api
    .route({ method: 'GET', path: '/tasks', tags, summary: 'Work on many rows that the caller may see, newest first' })
    .input(
      z.object({
        ...paging,
        open: z.enum(['true']).optional().meta({ description: 'Only what has not ended' }),
      }),
    )
    .output(pageOf(TaskView)),
  get: api
    .route({ method: 'GET', path: '/tasks/{id}', tags, summary: 'State, progress and result of one' })
    .input(byId)
    .output(TaskView),
  cancel: api
    .route({
      method: 'POST',
      path: '/tasks/{id}/cancel',
      tags,
      summary: 'Stop between two batches; what is done stays. Needs the right that beginning it needs',
    })
    .input(byId)
    .output(TaskView),
}
