import { z } from 'zod'
import { api, Id, pageOf, paging, Time } from '#kit/api'

const Words = z.object({ zh: z.string(), en: z.string() })

export const importStates = ['queued', 'running', 'done', 'failed', 'cancelled'] as const
export type ImportState = (typeof importStates)[number]

const count = (description: string) => z.number().int().meta({ description })

const ImportView = z.object({
  id: Id,
  kind: z.string(),
  state: z.enum(importStates),
  total: count('Rows of data read; blank lines and total lines are not counted'),
  created: count('Things (orders, people …) that were new'),
  updated: count('Things that were there and differ now'),
  skipped: count('Things that were there, exactly so'),
  rejected: count('Rows that could not be used'),
  ignored: count('Rows left out on purpose, for example orders that were never paid'),
  notes: count('Rows that were used and are worth a look'),
  progress: z.number().min(0).max(1),
  dryRun: z.boolean(),
  preset: z.string().nullable(),
  mapping: z.record(z.string(), z.string()).nullable(),
  options: z.record(z.string(), z.unknown()),
  fileName: z.string(),
  fileSize: z.number().int(),
  sha256: z.string(),
  reading: z
    .object({
      encoding: z.string().meta({ description: 'xlsx of a workbook' }),
      delimiter: z.string(),
      headerLine: z.number().int(),
      columns: z.array(z.string()),
      sheet: z.string().optional().meta({ description: 'Name of the sheet in a workbook' }),
    })
    .nullable()
    .meta({ description: 'How the file was understood' }),
  error: z.object({ code: z.string(), message: z.string(), zh: z.string(), en: z.string() }).nullable(),
  createdBy: z.string(),
  createdAt: Time,
  startedAt: Time.nullable(),
  finishedAt: Time.nullable(),
  undo: z.object({
    state: z.enum(['none', 'queued', 'running', 'done', 'failed']),
    until: Time.nullable().meta({ description: 'It can be undone until then; null when it cannot' }),
    by: z.string().nullable(),
    at: Time.nullable(),
    removed: count('Things the import had brought, gone again'),
    restored: count('Things that are as before the import again'),
    kept: count('Things that something else has changed or needs since: left alone'),
    people: count('People whom only this import had brought, gone again'),
  }),
})

const Target = z.object({
  ...{ name: z.string(), typed: z.boolean(), title: Words, help: Words.optional() },
  byColumn: z.boolean().meta({ description: 'Typed, and the type is usually the name of the column' }),
  types: z.array(z.string()).optional().meta({ description: 'Typed: usual types; of ids when absent' }),
  money: z.boolean().meta({ description: 'An amount of money, in yuan' }),
})
const Kind = z.object({
  kind: z.string(),
  title: Words,
  targets: z.array(Target),
  presets: z.array(
    z.object({
      name: z.string(),
      title: Words,
      mapping: z.record(z.string(), z.string()),
      options: z.record(z.string(), z.unknown()),
    }),
  ),
  options: z.record(z.string(), z.unknown()).meta({ description: 'JSON Schema of the fields beside the mapping' }),
})

const byId = z.object({ id: Id })
const read = { needs: 'imports:read' }
const tags = ['imports']

/** Uploading is a multipart route of its own (POST /imports); the rest of the imports is here. */
export const imports = {
  kinds: api
    .meta(read)
    .route({ method: 'GET', path: '/import-kinds', tags, summary: 'What can be imported, with targets and presets' })
    .output(z.object({ items: z.array(Kind) })),
  list: api
    .meta(read)
    .route({ method: 'GET', path: '/imports', tags, summary: 'Imports, newest first' })
    .input(z.object({ ...paging, kind: z.string().max(50).optional(), state: z.enum(importStates).optional() }))
    .output(pageOf(ImportView)),
  get: api
    .meta(read)
    .route({ method: 'GET', path: '/imports/{id}', tags, summary: 'State and counts of one import' })
    .input(byId)
    .output(ImportView),
  rejected: api
    .meta(read)
    .route({ method: 'GET', path: '/imports/{id}/rejected', tags, summary: 'Rejected rows with line and reason' })
    .input(byId.extend({ ...paging, level: z.enum(['rejected', 'ignored', 'note']).default('rejected') }))
    .output(
      pageOf(
        z.object({
          line: z.number().int().meta({ description: 'Physical line of the file the row begins on' }),
          code: z.string(),
          reason: z.string().meta({ description: 'In the language asked for' }),
          zh: z.string(),
          en: z.string(),
          raw: z.string().meta({ description: 'The row as it stands in the file, at most 2,000 characters' }),
        }),
      ),
    ),
  cancel: api
    .meta({ needs: 'imports:write' })
    .route({ method: 'POST', path: '/imports/{id}/cancel', tags, summary: 'Stop an import; what it has stored stays' })
    .input(byId)
    .output(ImportView),
  undo: api
    .meta({ needs: 'imports:write' })
    .route({
      method: 'POST',
      path: '/imports/{id}/undo',
      tags,
      summary: 'Take an import back as a job: within 7 days, once; what others changed since stays',
      successStatus: 202,
    })
    .input(byId)
    .output(ImportView),
}

export type ImportKindView = z.output<typeof Kind>
