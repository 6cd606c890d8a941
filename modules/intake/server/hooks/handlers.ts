import { randomBytes } from 'node:crypto'
import { implement } from '@orpc/server'
import { sql } from 'kysely'
import { day } from '#kit/time'
import { audit } from '#platform/audit'
import { nameOf, type RequestContext } from '#platform/http/context'
import type { Tx } from '#platform/postgres/postgres'
import { hooks } from '../../core/hooks/contract.ts'
import type { HookField, HookMapping } from '../../core/hooks/mapping.ts'
import type { OtherMeaning } from '../../core/hooks/meaning.ts'
import { hookPresets } from '../../core/hooks/presets.ts'
import { hasSecret, type Signature, signatureProblem } from '../../core/hooks/signature.ts'
import { type HookDeps, refuseHook } from './deps.ts'
import { messageHandlers } from './messages.ts'
import { shownHook, shownMapping, standingOf } from './shown.ts'
import { findHook, type HookDb, type HookRow, type HookTables, keyHash, secretContext } from './store.ts'
import { tryOut } from './trial.ts'
import { meaningProblem } from './verdict.ts'

const mostHooks = 100
/** So long an old address or secret holds beside the new one. */
const overlap = day

/** The endpoints of hooks. */
export function hookHandlers(deps: HookDeps) {
  const os = implement(hooks).$context<RequestContext>()
  const db = () => deps.postgres.tables<HookTables>()
  const shown = async (row: HookRow) => shownHook(row, (await standingOf(db(), [row.id])).get(row.id), deps.now())
  return os.router({
    presets: os.presets.handler(() => ({ items: hookPresets.map(shownPreset) })),
    list: os.list.handler(async () => {
      const rows = await db().selectFrom('intake_hook').selectAll().orderBy('id', 'desc').limit(mostHooks).execute()
      const standing = await standingOf(
        db(),
        rows.map(({ id }) => id),
      )
      return { items: rows.map((row) => shownHook(row, standing.get(row.id), deps.now())) }
    }),
    get: os.get.handler(async ({ input }) => shown((await findHook(db(), input.id)) ?? refuseHook('no-such-hook'))),
    create: os.create.handler(async ({ input, context }) => {
      const { row, ...once } = await deps.postgres.transaction((tx) => create(deps, tx, input, nameOf(context.actor)))
      return { ...(await shown(row)), ...once }
    }),
    change: os.change.handler(async ({ input, context }) => {
      const { row, secret } = await deps.postgres.transaction((tx) => change(deps, tx, input, nameOf(context.actor)))
      return { ...(await shown(row)), secret }
    }),
    remove: os.remove.handler(({ input, context }) =>
      deps.postgres.transaction((tx) => remove(tx, input.id, nameOf(context.actor))),
    ),
    rotate: os.rotate.handler(async ({ input, context }) => {
      const { row, ...once } = await deps.postgres.transaction((tx) => rotate(deps, tx, input, nameOf(context.actor)))
      return { ...(await shown(row)), ...once }
    }),
    tryOut: os.tryOut.handler(({ input }) => tryOut(deps, input)),
    ...messageHandlers(deps),
  })
}

const shownPreset = ({ fields, types, options, mappings, ...preset }: (typeof hookPresets)[number]) => ({
  ...preset,
  mappings: mappings.map(shownMapping),
  fields: [...fields],
  types: [...types],
  options: { ...options },
})

interface Given {
  readonly name: string
  readonly kind: string
  readonly fields: readonly HookField[]
  readonly money: HookMapping['money']
  readonly typePath: string
  readonly types: readonly string[]
  readonly options: Record<string, unknown>
  readonly mappings: readonly OtherMeaning[]
  readonly signature: Signature
  readonly answer: string
}

/** Refuses what could not work, with what is wrong. */
function check({ importers }: HookDeps, { signature, mappings, ...own }: Given) {
  for (const { kind } of [own, ...mappings]) if (!importers.some((one) => one.kind === kind)) refuseHook('unknown-kind')
  const problems = [own, ...mappings].map((one, place) => ({ place, wrong: meaningProblem(importers, one) }))
  for (const { place, wrong } of [...problems, { place: 0, wrong: signatureProblem(signature) }]) {
    if (!wrong) continue
    const { zh, en } = wrong.reason
    refuseHook(
      'bad-hook',
      place === 0 ? `${zh} / ${en}` : `第 ${place} 个其他消息：${zh} / Other messages ${place}: ${en}`,
    )
  }
}

const columnsOf = ({ typePath, fields, signature, options, mappings, types, name, kind, money, answer }: Given) => ({
  ...{ name, kind, money, answer, type_path: typePath, types: [...types], mappings: JSON.stringify(mappings) },
  ...{ fields: JSON.stringify(fields), signature: JSON.stringify(signature), options: JSON.stringify(options) },
})

/** An address nobody guesses. */
function newKey({ vault }: HookDeps) {
  const key = randomBytes(24).toString('base64url')
  return { address: `/hooks/${key}`, key_hash: keyHash(vault, key), key_hint: key.slice(-4) }
}

/** The sender's secret, or one of our own; null where the rule has none. */
function secretFor({ vault }: HookDeps, signature: Signature, given: string | undefined) {
  if (!hasSecret(signature)) return { secret: null, sealed: null }
  const secret = given ?? randomBytes(24).toString('base64url')
  return { secret, sealed: vault.seal(secret, secretContext) }
}

async function create(deps: HookDeps, tx: Tx, given: Given & { secret?: string | undefined }, by: string) {
  check(deps, given)
  const db = tx.tables<HookTables>()
  await sql`select pg_advisory_xact_lock(hashtextextended('intake_hook', 0))`.execute(db)
  const { count } = await db
    .selectFrom('intake_hook')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow()
  if (Number(count) >= mostHooks) refuseHook('too-many-hooks')
  const { address, ...key } = newKey(deps)
  const { secret, sealed } = secretFor(deps, given.signature, given.secret)
  const row = await db
    .insertInto('intake_hook')
    .values({
      ...{ ...columnsOf(given), ...key, secret: sealed, old_key_hash: null, old_key_until: null },
      ...{ old_secret: null, old_secret_until: null, refused_at: null, refused_why: null, off_at: null },
      ...{ created_by: by, created_at: new Date(deps.now()) },
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await audit(tx, by, 'hook.created', row.id, { name: row.name, kind: row.kind })
  return { row, address, secret }
}

async function locked(db: HookDb, id: string): Promise<HookRow> {
  const row = await db.selectFrom('intake_hook').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  return row ?? refuseHook('no-such-hook')
}

type Changes = { id: string; on?: boolean | undefined; secret?: string | undefined } & {
  [K in keyof Given]?: Given[K] | undefined
}

async function change(deps: HookDeps, tx: Tx, { id, on, secret: asked, ...changes }: Changes, by: string) {
  const db = tx.tables<HookTables>()
  const before = await locked(db, id)
  const { name, kind, fields, money, types, options, mappings, signature, answer } = before
  const own = { kind, fields, money, types, options, mappings, typePath: before.type_path }
  const now: Given = { ...own, name, signature, answer }
  const said = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
  const next: Given = { ...now, ...said }
  check(deps, next)
  // A rule that had no secret gets one; one that has keeps it, unless the sender's own is told.
  const fresh = hasSecret(next.signature) && (asked !== undefined || before.secret === null)
  const { secret, sealed } = fresh ? secretFor(deps, next.signature, asked) : { secret: null, sealed: before.secret }
  const off_at = on === undefined ? before.off_at : on ? null : (before.off_at ?? new Date(deps.now()))
  const row = await db
    .updateTable('intake_hook')
    .set({ ...columnsOf(next), off_at, secret: hasSecret(next.signature) ? sealed : null })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  if (Object.keys(said).length > 0 || fresh) await audit(tx, by, 'hook.changed', id, { fields: Object.keys(said) })
  if (on === true && before.off_at !== null) await audit(tx, by, 'hook.switchedOn', id)
  if (on === false && before.off_at === null) await audit(tx, by, 'hook.switchedOff', id)
  return { row, secret }
}

async function remove(tx: Tx, id: string, by: string) {
  const db = tx.tables<HookTables>()
  const { name } = await locked(db, id)
  await db.deleteFrom('intake_hook_message').where('hook', '=', id).execute()
  await db.deleteFrom('intake_hook_item').where('hook', '=', id).execute()
  await db.deleteFrom('intake_hook').where('id', '=', id).execute()
  await audit(tx, by, 'hook.removed', id, { name })
  return { gone: true }
}

interface Rotation {
  readonly id: string
  readonly what: 'address' | 'secret'
  readonly secret?: string | undefined
  readonly atOnce: boolean
}

async function rotate(deps: HookDeps, tx: Tx, { id, what, secret: asked, atOnce }: Rotation, by: string) {
  const db = tx.tables<HookTables>()
  const before = await locked(db, id)
  const until = what === 'address' ? before.old_key_until : before.old_secret_until
  // Of three the oldest would end without a warning.
  if (!atOnce && until && until.getTime() > deps.now()) refuseHook('still-rotating')
  if (what === 'secret' && !hasSecret(before.signature)) refuseHook('no-secret-to-change')
  const ends = atOnce ? null : new Date(deps.now() + overlap)
  const { address, ...key } = newKey(deps)
  const { secret, sealed } = secretFor(deps, before.signature, asked)
  const set =
    what === 'address'
      ? { ...key, old_key_hash: atOnce ? null : before.key_hash, old_key_until: ends }
      : { secret: sealed, old_secret: atOnce ? null : before.secret, old_secret_until: ends }
  const row = await db.updateTable('intake_hook').set(set).where('id', '=', id).returningAll().executeTakeFirstOrThrow()
  await audit(tx, by, 'hook.rotated', id, { what, atOnce })
  return what === 'address' ? { row, address, secret: null } : { row, address: null, secret }
}
