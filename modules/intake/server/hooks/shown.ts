import { sql } from 'kysely'
import type { Postgres } from '#platform/postgres/postgres'
import type { OtherMeaning } from '../../core/hooks/meaning.ts'
import type { HookDb, HookRow, MessageRow, StoredWord } from './store.ts'

/** How a hook stands beside its settings. */
export interface Standing {
  readonly waiting: number
  readonly failed: number
  readonly last: Date | null
}

/** How hooks stand, by their ids. */
export async function standingOf(db: HookDb, ids: readonly string[]): Promise<Map<string, Standing>> {
  const rows = await sql<{ hook: string; waiting: string; failed: string; last: Date | null }>`
    select h.id as hook,
      (select count(*) from intake_hook_message m where m.hook = h.id and m.state = 'received') as waiting,
      (select count(*) from intake_hook_message m where m.hook = h.id and m.state = 'failed') as failed,
      (select received_at from intake_hook_message m where m.hook = h.id order by id desc limit 1) as last
    from intake_hook h where h.id = any(${ids}::bigint[])`.execute(db)
  return new Map(
    rows.rows.map(({ hook, waiting, failed, last }) => [
      hook,
      { waiting: Number(waiting), failed: Number(failed), last },
    ]),
  )
}

/** Hooks with messages that nobody could read, the most first. */
export async function failedHooks(postgres: Postgres): Promise<{ id: string; name: string; failed: number }[]> {
  const rows = await sql<{ id: string; name: string; failed: number }>`
    select h.id, h.name, count(*)::int as failed
    from intake_hook_message m join intake_hook h on h.id = m.hook
    where m.state = 'failed' and h.off_at is null
    group by h.id, h.name order by failed desc limit 20`.execute(postgres.tables())
  return rows.rows
}

const timeOf = (at: Date | null): string | null => at?.toISOString() ?? null

/** What still holds beside the new one. */
const untilOf = (until: Date | null, now: number) => (until && until.getTime() > now ? until.toISOString() : null)

/** As lists that may be changed. */
export const shownMapping = ({ when, fields, options, ...rest }: OtherMeaning) => ({
  ...{ ...rest, fields: [...fields], options: { ...options } },
  when: { path: when.path, values: [...when.values] },
})

export function shownHook(row: HookRow, standing: Standing | undefined, now: number) {
  const { id, name, kind, money, types, options, mappings, signature, answer, refused } = row
  return {
    ...{ id, name, kind, money, types, options, signature, answer, refused },
    fields: [...row.fields],
    mappings: mappings.map(shownMapping),
    typePath: row.type_path,
    on: row.off_at === null,
    keyHint: row.key_hint,
    oldKeyUntil: untilOf(row.old_key_until, now),
    oldSecretUntil: untilOf(row.old_secret_until, now),
    refusedAt: timeOf(row.refused_at),
    refusedWhy: row.refused_why,
    waiting: standing?.waiting ?? 0,
    failed: standing?.failed ?? 0,
    receivedAt: timeOf(standing?.last ?? null),
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
  }
}

export const shownWord = ({ line, level, code, zh, en }: StoredWord) => ({ line, level, code, text: { zh, en } })

export function shownMessage(row: MessageRow) {
  const { id, hook, type, state, created, updated, skipped, attempts } = row
  return {
    ...{ id, hook, type, state, created, updated, skipped, attempts },
    receivedAt: row.received_at.toISOString(),
    words: row.words.map(shownWord),
    handledAt: timeOf(row.handled_at),
  }
}
