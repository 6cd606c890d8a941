import { sql } from 'kysely'
import type { HookItem, HookMapping } from '../../core/hooks/mapping.ts'
import { readMessage } from '../../core/hooks/message.ts'
import type { ImportCounts, Importer } from '../../core/imports/importer.ts'
import { alone } from '../imports/run.ts'
import type { HookDeps } from './deps.ts'
import {
  bodyContext,
  findHook,
  type HookRow,
  type HookTables,
  type MessageRow,
  type StoredWord,
  thingHash,
  thingOf,
} from './store.ts'
import { type ItemState, stateOf, understand, wordOf, wordOfNote } from './verdict.ts'

const batch = 50
const mostWords = 20
/** After so many tries that broke off, a message is given up instead of being tried for ever. */
const mostAttempts = 6

/** Applies what waits at a hook, in the order it came; safe to call again at any time, also while another process does. */
export async function applyWaiting(deps: HookDeps, id: string, signal: AbortSignal): Promise<void> {
  await alone(deps.postgres, `hook ${id}`, async () => {
    const db = deps.postgres.tables<HookTables>()
    let broken: unknown
    for (let after = '0'; ; ) {
      const hook = await findHook(db, id)
      if (!hook) return
      const rows = await db
        .selectFrom('intake_hook_message')
        .selectAll()
        .where('hook', '=', id)
        .where('state', '=', 'received')
        .where('id', '>', after)
        .orderBy('id')
        .limit(batch)
        .execute()
      for (const row of rows) {
        if (signal.aborted) return
        // One message that breaks us holds up none of the others.
        await attempt(deps, hook, row).catch((error) => (broken ??= error))
        after = row.id
      }
      if (rows.length < batch) break
    }
    if (broken !== undefined) throw broken
  })
}

async function attempt(deps: HookDeps, hook: HookRow, row: MessageRow) {
  try {
    await end(deps, row.id, await applied(deps, hook, row))
  } catch (error) {
    const given = row.attempts + 1 >= mostAttempts
    if (given) {
      const reason = { zh: '系统出错，请联系管理员', en: 'Something broke; ask your admin' }
      await end(deps, row.id, {
        ...nothing,
        state: 'failed',
        words: [wordOf('rejected', { code: 'internal', reason })],
      })
    } else await count(deps, row.id)
    throw error
  }
}

interface Ending {
  readonly state: ItemState
  readonly words: readonly StoredWord[]
  readonly counts: ImportCounts
}

const nothing: Pick<Ending, 'counts'> = { counts: { created: 0, updated: 0, skipped: 0 } }

async function applied(deps: HookDeps, hook: HookRow, row: MessageRow): Promise<Ending> {
  const message = readMessage(deps.vault.open(row.body, bodyContext))
  if (message === undefined) {
    const reason = { zh: '请求体不是 JSON 对象或表单', en: 'The body is neither a JSON object nor a form' }
    return { ...nothing, state: 'failed', words: [wordOf('rejected', { code: 'not-a-message', reason })] }
  }
  const zone = await deps.zone()
  const understood = understand(message, deps.importers, { ...hook, typePath: hook.type_path }, zone)
  if (!('items' in understood)) return { ...nothing, state: understood.state, words: [understood.word] }
  const { meant, importer } = understood
  const digest = deps.vault.hash(`intake.hook.message ${JSON.stringify(message)}`)
  const parts: Ending[] = []
  for (const item of understood.items)
    parts.push(await applyItem(deps, { hook, meant, importer, item, digest, zone, now: row.received_at.getTime() }))
  return sumOf(parts)
}

const sumOf = (parts: readonly Ending[]): Ending => {
  const sum = (name: keyof ImportCounts) => parts.reduce((all, { counts }) => all + counts[name], 0)
  return {
    state: stateOf(parts.map(({ state }) => state)),
    words: parts.flatMap(({ words }) => words),
    counts: { created: sum('created'), updated: sum('updated'), skipped: sum('skipped') },
  }
}

interface Work {
  readonly hook: HookRow
  /** What this message means: the hook's own mapping or another. */
  readonly meant: HookMapping & { readonly kind: string; readonly options: Readonly<Record<string, unknown>> }
  readonly importer: Importer
  readonly item: HookItem
  /** Of the whole message: decides between two of the same time, whichever comes first. */
  readonly digest: Buffer
  readonly zone: string
  readonly now: number
}

/**
 * One thing into its house, unless the same or a newer word is known. What left nothing there, such as an order that is not
 * paid yet, is no word either: it hides no other. A break before the word is noted is made good by saying it again.
 */
async function applyItem(deps: HookDeps, { hook, meant, importer, item, digest, zone, now }: Work): Promise<Ending> {
  const db = deps.postgres.tables<HookTables>()
  const { kind, options } = meant
  const thing = thingHash(deps.vault, hook.id, thingOf(hook, kind, item.key))
  const rows = deps.vault.hash(`intake.hook.rows ${JSON.stringify([kind, options, item.rows])}`)
  const known = await db
    .selectFrom('intake_hook_item')
    .selectAll()
    .where('hook', '=', hook.id)
    .where('thing', '=', thing)
    .executeTakeFirst()
  const word = { hook: hook.id, thing, modified_at: dateOf(item.modifiedAt), message: digest, rows }
  if (known?.rows.equals(rows)) {
    if (isNewer(word, known)) await remember(deps, word)
    return { ...nothing, state: 'repeated', words: [] }
  }
  if (known && isNewer(known, word)) return { ...nothing, state: 'older', words: [] }
  const { counts, notes } = await importer.upsert({ rows: item.rows, options, zone, now, dryRun: false })
  const words = notes.map((note) => wordOfNote(note, meant))
  if (notes.some(({ level }) => level === 'rejected')) return { ...nothing, state: 'failed', words }
  if (counts.created + counts.updated + counts.skipped === 0) return { ...nothing, state: 'ignored', words }
  await remember(deps, word)
  return { state: 'done', words, counts }
}

const dateOf = (at: number | null): Date | null => (at === null ? null : new Date(at))

type Word = HookTables['intake_hook_item']

/** By the sender's time; of two of one time by what they say, so that it does not matter which came first. Without times none is. */
function isNewer(one: Word, other: Word): boolean {
  if (one.modified_at === null || other.modified_at === null) return false
  const difference = one.modified_at.getTime() - other.modified_at.getTime()
  return difference === 0 ? Buffer.compare(one.message, other.message) > 0 : difference > 0
}

async function remember({ postgres }: HookDeps, word: Word) {
  const { modified_at, message, rows } = word
  await postgres
    .tables<HookTables>()
    .insertInto('intake_hook_item')
    .values(word)
    .onConflict((on) => on.columns(['hook', 'thing']).doUpdateSet({ modified_at, message, rows }))
    .execute()
}

const countAttempt = sql<number>`attempts + 1`

async function count({ postgres }: HookDeps, id: string) {
  await postgres
    .tables<HookTables>()
    .updateTable('intake_hook_message')
    .set({ attempts: countAttempt })
    .where('id', '=', id)
    .execute()
}

async function end({ postgres, now }: HookDeps, id: string, { state, words, counts }: Ending) {
  const kept = [...words].sort((a, b) => rank[a.level] - rank[b.level]).slice(0, mostWords)
  await postgres
    .tables<HookTables>()
    .updateTable('intake_hook_message')
    .set({ state, words: JSON.stringify(kept), ...counts, handled_at: new Date(now()), attempts: countAttempt })
    .where('id', '=', id)
    .execute()
}

const rank = { rejected: 0, ignored: 1, note: 2 }
