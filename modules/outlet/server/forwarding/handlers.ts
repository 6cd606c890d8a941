import { implement, ORPCError } from '@orpc/server'
import { sql } from 'kysely'
import { z } from 'zod'
import { audit } from '#platform/audit'
import { type Actor, may, nameOf, type RequestContext } from '#platform/http/context'
import type { Tx } from '#platform/postgres/postgres'
import { forwarderKinds } from '../../core/forwarders.ts'
import { forwarders } from '../../core/forwardersContract.ts'
import type { ForwarderRow, OutletTables } from '../tables.ts'
import { newKey, sealSettings, secretsOf } from './opened.ts'
import { type ForwardingDeps, placeAt } from './ports.ts'
import { type Common, checkCommon, kindOf, readSettings, refuseForwarder, startAt } from './settings.ts'
import { shownForwarder } from './shown.ts'
import { preview, sendTest } from './tryOut.ts'

const most = 20

export type ForwarderHandlerDeps = ForwardingDeps & {
  /** Something may be due. */
  readonly kick: () => void
}

/** The endpoints of forwarders. */
export function forwarderHandlers(deps: ForwarderHandlerDeps) {
  const os = implement(forwarders).$context<RequestContext>()
  return os.router({
    choices: os.choices.handler(async () => ({ kinds: kindsShown, purposes: [...(await deps.purposes())] })),
    list: os.list.handler(async () => {
      const all = deps.postgres.tables<OutletTables>().selectFrom('outlet_forwarder').selectAll()
      const rows = await all.orderBy('id', 'desc').execute()
      return { items: await Promise.all(rows.map((row) => shownForwarder(deps, row))) }
    }),
    create: os.create.handler(async ({ input, context }) => {
      readsPeople(context.actor)
      const row = await create(deps, input, nameOf(context.actor))
      deps.kick()
      return shownForwarder(deps, row)
    }),
    change: os.change.handler(async ({ input, context }) => {
      await find(deps, input.id)
      readsPeople(context.actor)
      await deps.postgres.transaction((tx) => change(deps, tx, input, nameOf(context.actor)))
      deps.kick()
      return shownForwarder(deps, await find(deps, input.id))
    }),
    remove: os.remove.handler(({ input, context }) =>
      deps.postgres.transaction((tx) => remove(tx, input.id, nameOf(context.actor))),
    ),
    test: os.test.handler(async ({ input, context }) => {
      const row = await find(deps, input.id)
      await deps.postgres.transaction((tx) => audit(tx, nameOf(context.actor), 'forwarder.tested', row.id))
      return sendTest(deps, row)
    }),
    preview: os.preview.handler(async ({ input, context }) => {
      const row = await find(deps, input.id)
      readsPeople(context.actor)
      return preview(deps, row)
    }),
  })
}

const kindsShown = forwarderKinds.map(({ kind, title, help, settings }) => ({
  ...{ kind, title, help, settings: z.toJSONSchema(settings, { io: 'input' }) as Record<string, unknown> },
}))

async function find({ postgres }: ForwardingDeps, id: string): Promise<ForwarderRow> {
  const all = postgres.tables<OutletTables>().selectFrom('outlet_forwarder').selectAll()
  return (await all.where('id', '=', id).executeTakeFirst()) ?? refuseForwarder('no-such-forwarder')
}

/** Who lets out what people do needs the right to read it. */
function readsPeople(actor: Actor) {
  if (!may(actor, 'people:read')) throw new ORPCError('FORBIDDEN', { data: { detail: 'people:read' } })
}

/** An address may carry a token of its own: the audit log keeps its host alone. */
const traced = (common: Common, settings: { url?: unknown }) => ({
  ...{ name: common.name, to: new URL(String(settings.url)).host, purpose: common.purpose, policy: common.policy },
})

type New = Common & { kind: string; settings: Record<string, unknown>; startFrom?: string | undefined }

async function create(deps: ForwarderHandlerDeps, given: New, by: string): Promise<ForwarderRow> {
  const kind = kindOf(given.kind)
  const read = readSettings(deps, kind, given.settings)
  await checkCommon(deps, given)
  const now = deps.now()
  const from = given.startFrom === undefined ? new Date(now) : startAt(given.startFrom, now)
  return deps.postgres.transaction(async (tx) => {
    const db = tx.tables<OutletTables>()
    await sql`select pg_advisory_xact_lock(hashtextextended('outlet_forwarder', 0))`.execute(db)
    const all = await db.selectFrom('outlet_forwarder').select('id').execute()
    if (all.length >= most) refuseForwarder('too-many-forwarders')
    const { name, purpose, policy, events, properties } = given
    const row = await db
      .insertInto('outlet_forwarder')
      .values({
        ...{ name, kind: kind.kind, purpose, policy, events, properties, ...sealed(deps, kind, read) },
        ...{ key: newKey(deps.vault), ...placed(from), size: null },
        ...{ paused_at: null, paused_why: null, due_at: new Date(now), lease_until: null, failing_since: null },
        ...{ delivered_at: null, answered_at: null, status: null, answer: null, error: null, ms: null },
        ...{ created_by: by, created_at: new Date(now) },
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    await audit(tx, by, 'forwarder.created', row.id, { ...traced(given, read), since: from.toISOString() })
    return row
  })
}

function sealed({ vault }: ForwardingDeps, kind: ReturnType<typeof kindOf>, read: Record<string, unknown>) {
  const { settings, secrets } = sealSettings(vault, kind, read)
  return { settings: JSON.stringify(settings) as never, secrets }
}

function placed(from: Date) {
  const { at, key } = placeAt(from.getTime())
  return { received: from, after_at: new Date(at), after_key: key }
}

type Change = { [K in keyof Common]?: Common[K] | undefined } & {
  id: string
  settings?: Record<string, unknown> | undefined
  paused?: boolean | undefined
  startFrom?: string | undefined
}

async function change(deps: ForwardingDeps, tx: Tx, given: Change, by: string) {
  const db = tx.tables<OutletTables>()
  const { id, paused, startFrom } = given
  const before = await db.selectFrom('outlet_forwarder').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!before) return refuseForwarder('no-such-forwarder')
  const { name = before.name, purpose = before.purpose, policy = before.policy } = given
  const { events = before.events, properties = before.properties } = given
  const common = { name, purpose, policy, events, properties }
  await checkCommon(deps, common)
  const kind = kindOf(before.kind)
  const read = readSettings(deps, kind, {
    ...before.settings,
    ...secretsOf(deps.vault, before),
    ...said(given.settings),
  })
  const now = new Date(deps.now())
  const from = startFrom === undefined ? null : startAt(startFrom, now.getTime())
  await db
    .updateTable('outlet_forwarder')
    .set({
      ...{ ...common, ...sealed(deps, kind, read), due_at: now, tries: 0 },
      ...(from ? { ...placed(from), size: null, turn: sql<string>`turn + 1`, lease_until: null } : {}),
      ...(paused === false ? { paused_at: null, paused_why: null, failing_since: null } : {}),
      ...(paused && before.paused_at === null ? { paused_at: now, paused_why: 'hand' as const } : {}),
    })
    .where('id', '=', id)
    .execute()
  await trace(tx, by, {
    before,
    common,
    url: read.url,
    from,
    paused,
    isChanged:
      Object.keys(common).some((one) => given[one as keyof Common] !== undefined) || given.settings !== undefined,
  })
}

/** Secrets come empty where they stay. */
const said = (settings: Record<string, unknown> = {}) =>
  Object.fromEntries(
    Object.entries(settings).filter(([, value]) => value !== '' && value !== null && value !== undefined),
  )

interface Traced {
  before: ForwarderRow
  common: Common
  url: string
  from: Date | null
  paused: boolean | undefined
  isChanged: boolean
}

async function trace(tx: Tx, by: string, { before, common, url, from, paused, isChanged }: Traced) {
  const { id } = before
  if (isChanged) await audit(tx, by, 'forwarder.changed', id, traced(common, { url }))
  if (from) await audit(tx, by, 'forwarder.restarted', id, { since: from.toISOString() })
  if (paused && before.paused_at === null) await audit(tx, by, 'forwarder.paused', id, { why: 'hand' })
  if (paused === false && before.paused_at !== null) await audit(tx, by, 'forwarder.resumed', id)
}

async function remove(tx: Tx, id: string, by: string) {
  const gone = await tx.tables<OutletTables>().deleteFrom('outlet_forwarder').where('id', '=', id).executeTakeFirst()
  if (gone.numDeletedRows === 0n) refuseForwarder('no-such-forwarder')
  await audit(tx, by, 'forwarder.removed', id)
  return { gone: true }
}
