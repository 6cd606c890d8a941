import { implement, ORPCError } from '@orpc/server'
import { sql } from 'kysely'
import { z } from 'zod'
import { audit } from '#platform/audit'
import { may, nameOf, type RequestContext } from '#platform/http/context'
import type { Tx } from '#platform/postgres/postgres'
import type { StartTask } from '#platform/tasks/kind'
import { accounts } from '../core/accountsContract.ts'
import type { CarrierKind } from '../core/kind.ts'
import { carrierKinds, kindNamed } from '../core/kinds.ts'
import type { Offer } from '../core/offer.ts'
import { channelsOffers } from '../kinds/wechatChannels/offers.ts'
import { findAccount, newKey, sealSettings, secretsOf } from './accounts.ts'
import type { CarrierDeps } from './deps.ts'
import type { Inbox } from './inbox.ts'
import { refuseCarrier } from './problems.ts'
import { shownAccounts } from './shown.ts'
import { staffOf } from './staff.ts'
import type { CarrierTables } from './tables.ts'
import type { Tokens } from './tokens.ts'

const most = 50

export type AccountDeps = CarrierDeps & {
  readonly inbox: Inbox
  readonly tokens: Tokens
  readonly startTask: StartTask
}

/** The endpoints of accounts. */
export function accountHandlers(deps: AccountDeps) {
  const os = implement(accounts).$context<RequestContext>()
  const shown = async (id: string, context: RequestContext) => {
    const [one] = await shownAccounts(deps, [id], may(context.actor, 'settings:write'))
    return one ?? refuseCarrier('no-such-account')
  }
  return os.router({
    kinds: os.kinds.handler(() => ({ items: kindsShown })),
    list: os.list.handler(async ({ context }) => ({
      items: await shownAccounts(deps, null, may(context.actor, 'settings:write')),
    })),
    get: os.get.handler(({ input, context }) => shown(input.id, context)),
    create: os.create.handler(async ({ input, context }) =>
      shown(await deps.postgres.transaction((tx) => create(deps, tx, input, nameOf(context.actor))), context),
    ),
    change: os.change.handler(async ({ input, context }) => {
      await deps.postgres.transaction((tx) => change(deps, tx, input, nameOf(context.actor)))
      if (input.settings) await deps.tokens.forget(input.id)
      return shown(input.id, context)
    }),
    check: os.check.handler(async ({ input, context }) => {
      await check(deps, input.id, nameOf(context.actor))
      return shown(input.id, context)
    }),
    sync: os.sync.handler(async ({ input, context }) => {
      const { on } = await shown(input.id, context)
      if (!on) refuseCarrier('switched-off')
      return { task: await deps.startTask('carriers.sync', { account: input.id }, context) }
    }),
    staff: os.staff.handler(async ({ input, context }) => {
      await shown(input.id, context)
      return { items: await staffOf(deps, input.id) }
    }),
  })
}

/** Beside the kinds: pages that name kinds need no word of it. */
const offersOf: Readonly<Record<string, readonly Offer[]>> = { wechatChannels: channelsOffers }

const kindsShown = carrierKinds.map(({ kind, title, help, steps, settings }) => ({
  ...{ kind, title, help, steps: [...steps], offers: [...(offersOf[kind] ?? [])] },
  settings: z.toJSONSchema(settings, { io: 'input' }) as Record<string, unknown>,
}))

/** The settings as the kind reads them. @throws a problem that names the fields */
function readSettings({ isAllowed }: CarrierDeps, kind: CarrierKind, given: unknown): Record<string, unknown> {
  const read = kind.settings.safeParse(given)
  if (!read.success) {
    const issues = read.error.issues.map(({ path, message }) => ({ path: ['settings', ...path], message }))
    throw new ORPCError('BAD_REQUEST', { data: { issues: issues as { path: (string | number)[]; message: string }[] } })
  }
  const url = new URL(String(read.data['base'] ?? kind.base))
  if (url.origin !== new URL(kind.base).origin && !isAllowed(url)) refuseCarrier('base-not-allowed', url.host)
  // A path would be lost or doubled where addresses are put together.
  return { ...read.data, base: url.origin }
}

interface New {
  readonly kind: string
  readonly name: string
  readonly settings: Record<string, unknown>
}

async function create(deps: CarrierDeps, tx: Tx, given: New, by: string): Promise<string> {
  const kind = kindNamed(given.kind) ?? refuseCarrier('unknown-kind')
  const read = readSettings(deps, kind, given.settings)
  const db = tx.tables<CarrierTables>()
  await sql`select pg_advisory_xact_lock(hashtextextended('carriers_account', 0))`.execute(db)
  const all = await db.selectFrom('carriers_account').select('id').execute()
  if (all.length >= most) refuseCarrier('too-many-accounts')
  const { settings, secrets } = sealSettings(deps.vault, kind, read)
  const { id } = await db
    .insertInto('carriers_account')
    .values({
      ...{ kind: kind.kind, name: given.name, settings: JSON.stringify(settings) as never, secrets },
      ...{ ...newKey(deps.vault), created_by: by, created_at: new Date(deps.now()) },
      ...{ off_at: null, checked_at: null, checked: null, synced_at: null },
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await audit(tx, by, 'carrier.connected', id, { kind: kind.kind, name: given.name })
  return id
}

interface Change {
  readonly id: string
  readonly name?: string | undefined
  readonly settings?: Record<string, unknown> | undefined
  readonly on?: boolean | undefined
}

async function change(deps: CarrierDeps, tx: Tx, { id, name, settings, on }: Change, by: string) {
  const db = tx.tables<CarrierTables>()
  const before = await db.selectFrom('carriers_account').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!before) return refuseCarrier('no-such-account')
  const kind = kindNamed(before.kind) ?? refuseCarrier('unknown-kind')
  const next =
    settings && readSettings(deps, kind, { ...before.settings, ...secretsOf(deps.vault, before), ...settings })
  const { same } = kind
  if (next && same && next[same] !== before.settings[same]) refuseCarrier('corp-changed', same)
  const sealed = next && sealSettings(deps.vault, kind, next)
  const offAt = on === undefined ? before.off_at : on ? null : (before.off_at ?? new Date(deps.now()))
  await db
    .updateTable('carriers_account')
    .set({
      ...{ name: name ?? before.name, off_at: offAt },
      ...(sealed ? { settings: JSON.stringify(sealed.settings) as never, secrets: sealed.secrets } : {}),
    })
    .where('id', '=', id)
    .execute()
  const fields = [...(name === undefined ? [] : ['name']), ...Object.keys(settings ?? {})]
  if (fields.length > 0) await audit(tx, by, 'carrier.changed', id, { fields })
  if (on === true && before.off_at !== null) await audit(tx, by, 'carrier.switchedOn', id)
  if (on === false && before.off_at === null) await audit(tx, by, 'carrier.switchedOff', id)
}

async function check(deps: AccountDeps, id: string, by: string) {
  const db = deps.postgres.tables<CarrierTables>()
  const account = (await findAccount(db, deps.vault, id)) ?? refuseCarrier('no-such-account')
  const checked = await deps.inbox.adapterOf(account).check(account)
  await deps.postgres.transaction(async (tx) => {
    await tx
      .tables<CarrierTables>()
      .updateTable('carriers_account')
      .set({ checked: JSON.stringify(checked) as never, checked_at: new Date(deps.now()) })
      .where('id', '=', id)
      .execute()
    await audit(tx, by, 'carrier.checked', id, { wrong: checked.filter(({ ok }) => !ok).length })
  })
}
