import { z } from 'zod'
import { api, Id, pageOf, paging, Time } from '#kit/api'

const Words = z.object({ zh: z.string(), en: z.string() })

export const exportStates = ['queued', 'running', 'done', 'failed', 'cancelled'] as const
export type ExportState = (typeof exportStates)[number]

export const exportFormats = ['csv', 'csv-gb18030', 'xlsx', 'parquet'] as const
export type ExportFormat = (typeof exportFormats)[number]

const ExportView = z.object({
  id: Id,
  kind: z.string(),
  title: Words,
  filter: z.record(z.string(), z.unknown()),
  format: z.enum(exportFormats),
  masked: z.boolean(),
  reason: z.string().nullable(),
  state: z.enum(exportStates),
  done: z.number().int().meta({ description: 'Rows written so far' }),
  total: z.number().int().nullable().meta({ description: 'Rows there were when it began; null before that' }),
  bytes: z.number().int().nullable(),
  available: z.boolean().meta({ description: 'The file can be fetched at /exports/{id}/file' }),
  error: z.object({ code: z.string(), message: z.string(), zh: z.string(), en: z.string() }).nullable(),
  createdBy: z.string(),
  author: z.string().meta({ description: 'Name of who asked for it' }),
  createdAt: Time,
  startedAt: Time.nullable(),
  finishedAt: Time.nullable(),
  expiresAt: Time.nullable().meta({
    description: 'When the file goes: 7 days after it was made, or when a person was erased',
  }),
})

const byId = z.object({ id: Id })
const read = { needs: 'exports:read' }
const tags = ['exports']

/** The download is a stream of its own (GET /exports/{id}/file); the rest of the exports is here. */
export const exporting = {
  kinds: api
    .meta(read)
    .route({
      method: 'GET',
      path: '/export-kinds',
      tags,
      summary: 'What can be exported, with the filter of each kind',
    })
    .output(
      z.object({
        items: z.array(
          z.object({
            kind: z.string(),
            title: Words,
            needs: z.string().meta({ description: 'Right to read it' }),
            reveal: z.string().meta({ description: 'Right to read it unmasked' }),
            filter: z.record(z.string(), z.unknown()).meta({ description: 'JSON Schema' }),
          }),
        ),
      }),
    ),
  create: api
    .meta({ needs: 'exports:write' })
    .route({ method: 'POST', path: '/exports', tags, summary: 'Write a list to a file as a job', successStatus: 202 })
    .input(
      z.object({
        kind: z.string().max(50),
        filter: z
          .record(z.string(), z.unknown())
          .default({})
          .meta({ description: 'The fields of the list endpoint of that kind, without cursor and limit' }),
        format: z.enum(exportFormats).default('csv'),
        masked: z.boolean().default(true).meta({ description: 'false needs the right of the kind and a reason' }),
        reason: z.string().trim().max(500).optional(),
      }),
    )
    .output(ExportView),
  list: api
    .meta(read)
    .route({ method: 'GET', path: '/exports', tags, summary: 'Exports of what the caller may read, newest first' })
    .input(
      z.object({
        ...paging,
        kind: z.string().max(50).optional(),
        open: z.enum(['true']).optional().meta({ description: 'Only those that have not ended' }),
      }),
    )
    .output(pageOf(ExportView)),
  get: api
    .meta(read)
    .route({ method: 'GET', path: '/exports/{id}', tags, summary: 'State and progress of one export' })
    .input(byId)
    .output(ExportView),
  cancel: api
    .meta({ needs: 'exports:write' })
    .route({ method: 'POST', path: '/exports/{id}/cancel', tags, summary: 'Stop an export; nothing of its file stays' })
    .input(byId)
    .output(ExportView),
}
