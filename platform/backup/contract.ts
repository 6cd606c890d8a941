import { z } from 'zod'
import { api, Id, Time } from '#kit/api'

const Backup = z.object({
  id: Id,
  state: z.enum(['queued', 'running', 'done', 'failed']),
  folder: z.string(),
  startedAt: Time,
  finishedAt: Time.nullable(),
  error: z.string().nullable(),
  rows: z.number().nullable().meta({ description: 'Rows of all tables in the copy' }),
})

const tags = ['system']

export const backups = {
  list: api
    .meta({ needs: 'system:read' })
    .route({ method: 'GET', path: '/backups', tags, summary: 'Backups made by this installation' })
    .output(z.object({ items: z.array(Backup) })),
  create: api
    .meta({ needs: 'system:write' })
    .route({ method: 'POST', path: '/backups', tags, summary: 'Make a complete copy as a job', successStatus: 202 })
    .output(Backup),
  get: api
    .meta({ needs: 'system:read' })
    .route({ method: 'GET', path: '/backups/{id}', tags, summary: 'One backup' })
    .input(z.object({ id: Id }))
    .output(Backup),
}
