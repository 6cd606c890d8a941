import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { implement, ORPCError } from '@orpc/server'
import type { Generated } from 'kysely'
import { audit } from '../audit.ts'
import { nameOf, type RequestContext } from '../http/context.ts'
import type { Jobs } from '../jobs.ts'
import type { Outbox } from '../outbox.ts'
import { type BackupStores, backup } from './backup.ts'
import { backups } from './contract.ts'

interface Tables {
  platform_backup: {
    id: Generated<string>
    state: Generated<'queued' | 'running' | 'done' | 'failed'>
    folder: string
    started_at: Date
    finished_at: Date | null
    error: string | null
    rows: string | null
  }
}

export interface BackupDeps extends BackupStores {
  outbox: Outbox
  jobs: Jobs
  now: () => number
}

const jobName = 'platform.backup'

/** Backups as a job, and the endpoints to start and follow them. */
export function backupHandlers(deps: BackupDeps) {
  const db = () => deps.postgres.tables<Tables>()
  deps.jobs.define(jobName, async (data) => runBackup(deps, String((data as { id: string }).id)), { retries: 0 })
  const os = implement(backups).$context<RequestContext>()
  const find = async (id: string) => {
    const row = await db().selectFrom('platform_backup').selectAll().where('id', '=', id).executeTakeFirst()
    if (!row) throw new ORPCError('NOT_FOUND')
    return shown(row)
  }
  return os.router({
    list: os.list.handler(async () => {
      const rows = await db().selectFrom('platform_backup').selectAll().orderBy('id', 'desc').limit(100).execute()
      return { items: rows.map(shown) }
    }),
    create: os.create.handler(async ({ context }) => {
      const at = new Date(deps.now())
      const folder = join(deps.dataDir, 'backups', at.toISOString().replaceAll(/[:.]/g, '-'))
      const id = await deps.postgres.transaction(async (tx) => {
        const values = { folder, started_at: at, finished_at: null, error: null, rows: null }
        const made = await tx
          .tables<Tables>()
          .insertInto('platform_backup')
          .values(values)
          .returning('id')
          .executeTakeFirstOrThrow()
        await audit(tx, nameOf(context.actor), 'backup.started', made.id)
        return made.id
      })
      await deps.jobs.enqueue(jobName, { id })
      return find(id)
    }),
    get: os.get.handler(({ input }) => find(input.id)),
  })
}

/** When the last whole backup was finished, epoch ms; null = never. */
export async function lastBackup(postgres: BackupDeps['postgres']): Promise<number | null> {
  const row = await postgres
    .tables<Tables>()
    .selectFrom('platform_backup')
    .select((e) => e.fn.max('finished_at').as('at'))
    .where('state', '=', 'done')
    .executeTakeFirst()
  return row?.at?.getTime() ?? null
}

async function runBackup(deps: BackupDeps, id: string) {
  const set = (values: { state: 'running' | 'done' | 'failed'; finished_at?: Date; error?: string; rows?: string }) =>
    deps.postgres.tables<Tables>().updateTable('platform_backup').set(values).where('id', '=', id).execute()
  const row = await deps.postgres
    .tables<Tables>()
    .selectFrom('platform_backup')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  if (row?.state !== 'queued') return
  await failBroken(deps)
  await set({ state: 'running' })
  try {
    const manifest = await backup(deps, deps.outbox, row.folder, deps.now())
    const rows = [...manifest.postgres.tables, ...manifest.olap.tables].reduce((sum, table) => sum + table.rows, 0)
    await set({ state: 'done', finished_at: new Date(deps.now()), rows: String(rows) })
  } catch (error) {
    await set({
      state: 'failed',
      finished_at: new Date(deps.now()),
      error: error instanceof Error ? error.message : String(error),
    })
  }
}

/** One backup runs at a time and only here, so another one that says so was killed with its process. */
async function failBroken(deps: BackupDeps) {
  const values = { state: 'failed' as const, finished_at: new Date(deps.now()), error: 'stopped with its process' }
  const broken = await deps.postgres
    .tables<Tables>()
    .updateTable('platform_backup')
    .set(values)
    .where('state', '=', 'running')
    .returning('folder')
    .execute()
  for (const { folder } of broken) rmSync(`${folder}.unfinished`, { recursive: true, force: true })
}

function shown(row: {
  id: string
  state: 'queued' | 'running' | 'done' | 'failed'
  folder: string
  started_at: Date
  finished_at: Date | null
  error: string | null
  rows: string | null
}) {
  return {
    id: row.id,
    state: row.state,
    folder: row.folder,
    startedAt: row.started_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    error: row.error,
    rows: row.rows === null ? null : Number(row.rows),
  }
}
