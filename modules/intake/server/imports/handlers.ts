import { implement } from '@orpc/server'
import { z } from 'zod'
import type { Problem } from '#kit/api'
import { audit } from '#platform/audit'
import { nameOf, type RequestContext } from '#platform/http/context'
import { refuse } from '#platform/http/problem'
import { imports } from '../../core/imports/contract.ts'
import type { Importer, NoteLevel } from '../../core/imports/importer.ts'
import type { ImportDeps } from './deps.ts'
import { cancelRun, findImport, type ImportTables, readNotes } from './store.ts'
import { orderUndo, undoUntil } from './undo.ts'

type Row = NonNullable<Awaited<ReturnType<typeof findImport>>>

const problems: Record<'no-such-import' | 'import-ended' | 'not-undoable', Problem> = {
  'no-such-import': { status: 404, title: { zh: '没有这次导入', en: 'No such import' } },
  'import-ended': { status: 409, title: { zh: '这次导入已经结束', en: 'The import has already ended' } },
  'not-undoable': {
    status: 409,
    title: {
      zh: '只能在导入结束后 7 天内撤销，且只能撤销一次；先检查（不写入）的导入没有可撤销的内容',
      en: 'An import can be undone once, within 7 days of its end; a check wrote nothing',
    },
  },
}

/** The endpoints of imports except the upload. */
export function importHandlers(deps: ImportDeps, enqueueUndo: (id: string) => Promise<void>) {
  const os = implement(imports).$context<RequestContext>()
  const db = () => deps.postgres.tables<ImportTables>()
  return os.router({
    kinds: os.kinds.handler(() => ({ items: deps.importers.map(shownKind) })),
    list: os.list.handler(({ input, context }) => listImports(deps, input, context)),
    get: os.get.handler(async ({ input, context }) => {
      const row = await findImport(db(), input.id)
      return row ? shown(row, context) : refuse(problems, 'no-such-import')
    }),
    rejected: os.rejected.handler(({ input, context }) => listNotes(deps, input, context)),
    cancel: os.cancel.handler(async ({ input, context }) => {
      const row = await deps.postgres.transaction(async (tx) => {
        const ended = await cancelRun(tx.tables<ImportTables>(), input.id, deps.now())
        if (ended) await audit(tx, nameOf(context.actor), 'import.cancelled', input.id)
        return ended
      })
      if (row) return shown(row, context)
      return refuse(problems, (await findImport(db(), input.id)) ? 'import-ended' : 'no-such-import')
    }),
    undo: os.undo.handler(async ({ input, context }) => {
      const row = await orderUndo(deps, input.id, nameOf(context.actor))
      if (!row) return refuse(problems, (await findImport(db(), input.id)) ? 'not-undoable' : 'no-such-import')
      await enqueueUndo(row.id)
      return shown(row, context)
    }),
  })
}

interface NotesInput {
  id: string
  level: NoteLevel
  cursor?: string | undefined
  limit: number
}

async function listNotes(deps: ImportDeps, input: NotesInput, context: RequestContext) {
  const db = deps.postgres.tables<ImportTables>()
  if (!(await findImport(db, input.id))) return refuse(problems, 'no-such-import')
  const cursor = /^(\d{1,9})\.(\d{1,18})$/.exec(input.cursor ?? '')
  const after = { line: Number(cursor?.[1] ?? 0), id: cursor?.[2] ?? '0' }
  const { id, level, limit } = input
  const rows = await readNotes(db, deps.vault, { id, level, after, limit: limit + 1 })
  const page = rows.slice(0, limit)
  const last = rows.length > limit ? page.at(-1) : undefined
  const items = page.map(({ line, code, reason, raw }) => {
    return { line, code, reason: reason[context.language], ...reason, raw }
  })
  return last ? { items, next: `${last.line}.${last.id}` } : { items }
}

interface ListInput {
  cursor?: string | undefined
  limit: number
  kind?: string | undefined
  state?: Row['state'] | undefined
}

async function listImports(deps: ImportDeps, input: ListInput, context: RequestContext) {
  let query = deps.postgres.tables<ImportTables>().selectFrom('intake_import').selectAll()
  if (input.cursor && /^\d{1,18}$/.test(input.cursor)) query = query.where('id', '<', input.cursor)
  if (input.kind !== undefined) query = query.where('kind', '=', input.kind)
  if (input.state !== undefined) query = query.where('state', '=', input.state)
  const rows = await query
    .orderBy('id', 'desc')
    .limit(input.limit + 1)
    .execute()
  const page = rows.slice(0, input.limit)
  const last = rows.length > input.limit ? page.at(-1) : undefined
  const items = page.map((row) => shown(row, context))
  return last ? { items, next: last.id } : { items }
}

function shown(row: Row, context: RequestContext) {
  const { id, kind, state, total, created, updated, skipped, rejected, ignored, notes } = row
  return {
    ...{ id, kind, state, total, created, updated, skipped, rejected, ignored, notes },
    progress: row.progress,
    dryRun: row.dry_run,
    preset: row.preset,
    mapping: row.mapping,
    options: row.options,
    fileName: row.file_name,
    fileSize: Number(row.file_size),
    sha256: row.sha256,
    reading: row.reading && { ...row.reading, columns: [...row.reading.columns] },
    error: row.error && { ...row.error, message: row.error[context.language] },
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
    undo: shownUndo(row),
  }
}

function shownUndo(row: Row) {
  const until = undoUntil(row)
  return {
    state: row.undo_state ?? ('none' as const),
    until: until === null ? null : new Date(until).toISOString(),
    by: row.undo_by,
    at: row.undo_at?.toISOString() ?? null,
    removed: row.undo_removed,
    restored: row.undo_restored,
    kept: row.undo_kept,
    people: row.undo_people,
  }
}

function shownKind(importer: Importer) {
  return {
    kind: importer.kind,
    title: importer.title,
    targets: importer.targets.map(({ name, typed, byColumn, types, money, title, help }) => ({
      name,
      typed: typed === true,
      byColumn: byColumn === true,
      ...(types ? { types: [...types] } : {}),
      money: money === true,
      title,
      ...(help ? { help } : {}),
    })),
    presets: importer.presets.map(({ name, title, mapping, options }) => ({
      name,
      title,
      mapping: { ...mapping },
      options: { ...options },
    })),
    options: z.toJSONSchema(importer.options, { io: 'input' }),
  }
}
