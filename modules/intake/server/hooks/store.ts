import { type ColumnType, type Generated, type Selectable, sql } from 'kysely'
import type { Vault } from '#platform/crypto'
import type { Db, Postgres } from '#platform/postgres/postgres'
import type { MessageState } from '../../core/hooks/contract.ts'
import type { HookField, HookMapping } from '../../core/hooks/mapping.ts'
import type { OtherMeaning } from '../../core/hooks/meaning.ts'
import type { Signature } from '../../core/hooks/signature.ts'
import type { NoteLevel } from '../../core/imports/importer.ts'

/** A word about a message, as it is kept. */
export interface StoredWord {
  readonly line: number
  readonly level: NoteLevel
  readonly code: string
  readonly zh: string
  readonly en: string
}

/** Written as JSON text. */
type Json<T> = ColumnType<T, string, string>

export interface HookTables {
  intake_hook: {
    id: Generated<string>
    name: string
    kind: string
    key_hash: Buffer
    key_hint: string
    old_key_hash: Buffer | null
    old_key_until: Date | null
    signature: Json<Signature>
    secret: Buffer | null
    old_secret: Buffer | null
    old_secret_until: Date | null
    answer: string
    type_path: string
    types: string[]
    fields: Json<readonly HookField[]>
    money: HookMapping['money']
    options: Json<Record<string, unknown>>
    mappings: Json<readonly OtherMeaning[]>
    refused: Generated<number>
    refused_at: Date | null
    refused_why: string | null
    off_at: Date | null
    created_by: string
    created_at: Date
  }
  intake_hook_message: {
    id: Generated<string>
    hook: string
    received_at: Date
    type: string
    state: MessageState
    words: Json<readonly StoredWord[]>
    created: Generated<number>
    updated: Generated<number>
    skipped: Generated<number>
    attempts: Generated<number>
    handled_at: Date | null
    body: Buffer
  }
  intake_hook_item: {
    hook: string
    thing: Buffer
    modified_at: Date | null
    message: Buffer
    rows: Buffer
  }
}

export type HookDb = Db<HookTables>
export type HookRow = Selectable<HookTables['intake_hook']>
export type MessageRow = Selectable<HookTables['intake_hook_message']>

export const bodyContext = 'intake_hook_message.body'
export const secretContext = 'intake_hook.secret'

/** What an address's key is kept as. */
export const keyHash = (vault: Vault, key: string): Buffer => vault.hash(`intake.hook.key ${key}`)

/** What the id of a thing is kept as: it may be a phone. */
export const thingHash = (vault: Vault, hook: string, key: string): Buffer =>
  vault.hash(`intake.hook.thing ${hook} ${key}`)

/** What a thing of this kind is called within the hook: of the hook's own kind by its id alone, as before there were others. */
export const thingOf = (hook: { readonly kind: string }, kind: string, key: string): string =>
  kind === hook.kind ? key : `${kind} ${key}`

/** The hook behind a key, the old one for as long as it holds. */
export async function hookByKey(db: HookDb, hash: Buffer, at: number): Promise<HookRow | undefined> {
  return db
    .selectFrom('intake_hook')
    .selectAll()
    .where((e) =>
      e.or([e('key_hash', '=', hash), e.and([e('old_key_hash', '=', hash), e('old_key_until', '>', new Date(at))])]),
    )
    .executeTakeFirst()
}

export const findHook = (db: HookDb, id: string): Promise<HookRow | undefined> =>
  db.selectFrom('intake_hook').selectAll().where('id', '=', id).executeTakeFirst()

/** Hooks with messages that wait to be applied. */
export async function waitingHooks(db: HookDb): Promise<string[]> {
  const rows = await db
    .selectFrom('intake_hook_message')
    .select('hook')
    .distinct()
    .where('state', '=', 'received')
    .execute()
  return rows.map(({ hook }) => hook)
}

/** A message whose text holds one of some values, with its text. */
export interface QuotedMessage {
  id: string
  at: Date
  raw: string
}

const chunk = 200

/** Messages about somebody, by what they quote. They are sealed: each is opened; `textOf` adds other spellings. */
export async function* messagesWith(
  postgres: Postgres,
  vault: Vault,
  values: readonly string[],
  textOf: (raw: string) => string,
): AsyncGenerator<QuotedMessage> {
  if (values.length === 0) return
  for (let after = '0'; ; ) {
    const rows = await sql<{ id: string; at: Date; body: Buffer }>`
      select id, received_at as at, body from intake_hook_message where id > ${after}::bigint
      order by id limit ${chunk}`.execute(postgres.tables())
    for (const { id, at, body } of rows.rows) {
      const raw = vault.open(body, bodyContext)
      const all = raw + textOf(raw)
      if (values.some((value) => all.includes(value))) yield { id, at, raw }
    }
    const last = rows.rows.at(-1)
    if (!last || rows.rows.length < chunk) return
    after = last.id
  }
}

/** Deletes messages that quote one of these values, and what is remembered of things that go by one of them. */
export async function dropMessagesWith(
  postgres: Postgres,
  vault: Vault,
  values: readonly string[],
  textOf: (raw: string) => string,
): Promise<void> {
  const db = postgres.tables<HookTables>()
  for await (const { id } of messagesWith(postgres, vault, values, textOf))
    await db.deleteFrom('intake_hook_message').where('id', '=', id).execute()
  if (values.length === 0) return
  for (const hook of await db.selectFrom('intake_hook').select(['id', 'kind', 'mappings']).execute()) {
    const { id } = hook
    const kinds = [...new Set([hook.kind, ...hook.mappings.map(({ kind }) => kind)])]
    const things = kinds.flatMap((kind) => values.map((value) => thingHash(vault, id, thingOf(hook, kind, value))))
    await sql`delete from intake_hook_item where hook = ${id}::bigint and thing = any(${things}::bytea[])`.execute(db)
  }
}
