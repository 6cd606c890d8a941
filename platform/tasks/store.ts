import { type Generated, sql } from 'kysely'
import type { Bilingual } from '#kit/api'
import type { Db } from '../postgres/postgres.ts'
import type { TaskState } from './contract.ts'
import type { TaskStep } from './kind.ts'

export interface TaskTables {
  platform_task: {
    id: Generated<string>
    kind: string
    input: object
    state: Generated<TaskState>
    done: Generated<number>
    total: number | null
    counts: Generated<Record<string, number>>
    error: { code: string; zh: string; en: string } | null
    attempts: Generated<number>
    created_by: string
    author: string
    created_at: Date
    started_at: Date | null
    finished_at: Date | null
  }
}

export type TaskDb = Db<TaskTables>
export type TaskRow = NonNullable<Awaited<ReturnType<typeof findTask>>>

/** A run is known by its attempt: one that was taken over finds its own number gone and stops. */
type Attempt = Pick<TaskRow, 'id' | 'attempts'>

export async function findTask(db: TaskDb, id: string) {
  return (await db.selectFrom('platform_task').selectAll().where('id', '=', id).executeTakeFirst()) ?? null
}

/** Takes a waiting or broken-off task up; null when it has ended meanwhile. */
export async function beginTask(db: TaskDb, id: string, at: number): Promise<TaskRow | null> {
  const row = await db
    .updateTable('platform_task')
    .set({ state: 'running', done: 0, started_at: new Date(at), attempts: sql<number>`attempts + 1` })
    .where('id', '=', id)
    .where('state', 'in', ['queued', 'running'])
    .returningAll()
    .executeTakeFirst()
  return row ?? null
}

const ofAttempt = (db: TaskDb, { id, attempts }: Attempt) =>
  db.updateTable('platform_task').where('id', '=', id).where('attempts', '=', attempts).where('state', '=', 'running')

/** False when this run is to stop: cancelled, or begun again by another. */
export async function showStep(db: TaskDb, run: Attempt, { done, counts }: TaskStep, total: number): Promise<boolean> {
  const set = { done, counts: sql<Record<string, number>>`${JSON.stringify(counts)}::jsonb` }
  // Rows come in meanwhile: what is done is never more than what there is.
  const shown = await ofAttempt(db, run)
    .set({ ...set, total: Math.max(total, done) })
    .executeTakeFirst()
  return shown.numUpdatedRows > 0n
}

export async function endTask(db: TaskDb, run: Attempt, at: number): Promise<void> {
  await ofAttempt(db, run)
    .set({ state: 'done', total: sql<number>`done`, finished_at: new Date(at) })
    .execute()
}

export async function failTask(db: TaskDb, run: Attempt, at: number, code: string, reason: Bilingual): Promise<void> {
  const error = JSON.stringify({ code, ...reason })
  await ofAttempt(db, run)
    .set({ state: 'failed', error: sql`${error}::jsonb`, finished_at: new Date(at) })
    .execute()
}

export async function cancelTask(db: TaskDb, id: string, at: number): Promise<TaskRow | null> {
  const row = await db
    .updateTable('platform_task')
    .set({ state: 'cancelled', finished_at: new Date(at) })
    .where('id', '=', id)
    .where('state', 'in', ['queued', 'running'])
    .returningAll()
    .executeTakeFirst()
  return row ?? null
}

/** Tasks that have not ended. */
export async function openTasks(db: TaskDb): Promise<string[]> {
  const open = db.selectFrom('platform_task').select('id').where('state', 'in', ['queued', 'running'])
  return (await open.orderBy('id').execute()).map(({ id }) => id)
}
