import { implement, ORPCError } from '@orpc/server'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Problem } from '#kit/api'
import { audit } from '../audit.ts'
import { type Actor, may, nameOf, type RequestContext } from '../http/context.ts'
import { refuse } from '../http/problem.ts'
import { type ExportFormat, exporting } from './contract.ts'
import type { ExportKind } from './kind.ts'
import type { ExportDeps } from './run.ts'
import { cancelRun, type ExportRow, type ExportTables, findExport } from './store.ts'

export const exportJob = 'platform.export'

const problems: Record<'no-such-export' | 'export-ended' | 'unknown-kind', Problem> = {
  'no-such-export': { status: 404, title: { zh: '没有这次导出', en: 'No such export' } },
  'export-ended': { status: 409, title: { zh: '这次导出已经结束', en: 'The export has already ended' } },
  'unknown-kind': { status: 400, title: { zh: '没有这种导出', en: 'There is no such kind of export' } },
}

/** The endpoints of exports except the download. */
export function exportHandlers(deps: ExportDeps, enqueue: (id: string) => Promise<void>) {
  const os = implement(exporting).$context<RequestContext>()
  const find = async (id: string, { actor }: RequestContext) =>
    (await findReadable(deps, id, actor)) ?? refuse(problems, 'no-such-export')
  return os.router({
    kinds: os.kinds.handler(() => ({ items: deps.kinds.map(shownKind) })),
    create: os.create.handler(async ({ input, context }) => {
      const id = await record(deps, input, context)
      await enqueue(id)
      return shown(deps, await find(id, context), context)
    }),
    list: os.list.handler(({ input, context }) => listExports(deps, input, context)),
    get: os.get.handler(async ({ input, context }) => shown(deps, await find(input.id, context), context)),
    cancel: os.cancel.handler(async ({ input, context }) => {
      await find(input.id, context)
      const row = await deps.postgres.transaction(async (tx) => {
        const ended = await cancelRun(tx.tables<ExportTables>(), input.id, deps.now())
        if (ended) await audit(tx, nameOf(context.actor), 'export.cancelled', input.id)
        return ended
      })
      return row ? shown(deps, row, context) : refuse(problems, 'export-ended')
    }),
  })
}

interface ListInput {
  cursor?: string | undefined
  limit: number
  kind?: string | undefined
  open?: 'true' | undefined
}

async function listExports(of: ExportDeps, input: ListInput, context: RequestContext) {
  const readable = of.kinds.filter((kind) => may(context.actor, kind.rights.read)).map(({ kind }) => kind)
  let query = of.postgres
    .tables<ExportTables>()
    .selectFrom('platform_export')
    .selectAll()
    .where(sql<boolean>`kind = any(${readable}::text[])`)
  if (input.cursor && /^\d{1,18}$/.test(input.cursor)) query = query.where('id', '<', input.cursor)
  if (input.kind !== undefined) query = query.where('kind', '=', input.kind)
  if (input.open) query = query.where('state', 'in', ['queued', 'running'])
  const rows = await query
    .orderBy('id', 'desc')
    .limit(input.limit + 1)
    .execute()
  const page = rows.slice(0, input.limit)
  const last = rows.length > input.limit ? page.at(-1) : undefined
  const items = page.map((row) => shown(of, row, context))
  return last ? { items, next: last.id } : { items }
}

/** An export of a kind whose list the caller may read. */
export async function findReadable(deps: ExportDeps, id: string, actor: Actor): Promise<ExportRow | null> {
  const row = await findExport(deps.postgres.tables<ExportTables>(), id)
  const kind = row && deps.kinds.find((one) => one.kind === row.kind)
  return kind && may(actor, kind.rights.read) ? row : null
}

interface Ask {
  kind: string
  filter: Record<string, unknown>
  format: ExportFormat
  masked: boolean
  reason?: string | undefined
}

const invalid = (path: (string | number)[], message: string) =>
  new ORPCError('BAD_REQUEST', { data: { issues: [{ path, message }] } })

/** Checks what was asked for against the kind and the caller's rights. */
function checked(deps: ExportDeps, ask: Ask, actor: Actor): ExportKind {
  const kind = deps.kinds.find((one) => one.kind === ask.kind) ?? refuse(problems, 'unknown-kind')
  for (const right of [kind.rights.read, ...(ask.masked ? [] : [kind.rights.reveal])]) {
    if (!may(actor, right)) throw new ORPCError('FORBIDDEN', { data: { detail: right } })
  }
  const issue = kind.filter.safeParse(ask.filter).error?.issues[0]
  if (issue) throw invalid(['filter', ...issue.path.map(String)], issue.message)
  if (!ask.masked && (ask.reason ?? '').length < 2)
    throw invalid(['reason'], '不打码导出要写明原因 / an unmasked export needs a reason')
  return kind
}

async function record(deps: ExportDeps, ask: Ask, { actor, language }: RequestContext): Promise<string> {
  const { kind } = checked(deps, ask, actor)
  const { filter, format, masked, reason = null } = ask
  return deps.postgres.transaction(async (tx) => {
    const row = await tx
      .tables<ExportTables>()
      .insertInto('platform_export')
      .values({
        ...{ kind, filter: JSON.stringify(filter), format, masked, reason, language },
        created_by: nameOf(actor),
        author: actor.kind === 'nobody' ? '' : actor.name,
        created_at: new Date(deps.now()),
      } as never)
      .returning('id')
      .executeTakeFirstOrThrow()
    await audit(tx, nameOf(actor), 'export.created', row.id, { kind, filter, format, masked, reason })
    return row.id
  })
}

/** A file is there until its time ends, whether or not it was swept since. */
export const isAvailable = (row: ExportRow, at: number): boolean =>
  row.file !== null && row.expires_at !== null && row.expires_at.getTime() > at

function shown(deps: ExportDeps, row: ExportRow, context: RequestContext) {
  const { id, kind, filter, format, masked, reason, state, done, total, author } = row
  const title = deps.kinds.find((one) => one.kind === kind)?.title ?? { zh: kind, en: kind }
  return {
    ...{ id, kind, title, filter, format, masked, reason, state, done, total, author },
    bytes: row.bytes === null ? null : Number(row.bytes),
    available: isAvailable(row, deps.now()),
    error: row.error && { ...row.error, message: row.error[context.language] },
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
    expiresAt: row.expires_at?.toISOString() ?? null,
  }
}

function shownKind({ kind, title, rights, filter }: ExportKind) {
  const schema = z.toJSONSchema(filter, { io: 'input' })
  return { kind, title, needs: rights.read, reveal: rights.reveal, filter: schema }
}
