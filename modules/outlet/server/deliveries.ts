import { randomBytes } from 'node:crypto'
import { implement, ORPCError } from '@orpc/server'
import { z } from 'zod'
import { audit } from '#platform/audit'
import { may, nameOf, type RequestContext } from '#platform/http/context'
import type { Tx } from '#platform/postgres/postgres'
import { webhooks } from '../contract.ts'
import { patience } from '../core/attempts.ts'
import { type Tellable, type Told, testFact } from '../core/facts.ts'
import { type OutletDeps, refuseOutlet } from './deps.ts'
import { shownDelivery } from './shown.ts'
import type { DeliveryRow, OutletDb, OutletTables } from './tables.ts'

/** The endpoints of what goes to webhooks. */
export function deliveryHandlers(deps: OutletDeps) {
  const os = implement(webhooks).$context<RequestContext>()
  const db = () => deps.postgres.tables<OutletTables>()
  const find = async (id: string) =>
    (await withName(db()).where('d.id', '=', id).executeTakeFirst()) ?? refuseOutlet('no-such-delivery')
  return {
    facts: os.facts.handler(() => ({ items: deps.facts.map(shownFact) })),
    deliveries: os.deliveries.handler(({ input }) => listDeliveries(db(), input)),
    delivery: os.delivery.handler(async ({ input, context }) => {
      const row = await find(input.id)
      const needs = deps.facts.find(({ name }) => name === row.fact)?.needs
      if (needs && !may(context.actor, needs)) throw new ORPCError('FORBIDDEN', { data: { detail: needs } })
      return { ...shownDelivery(row), body: row.body }
    }),
    test: os.test.handler(async ({ input, context }) => {
      const id = await deps.postgres.transaction((tx) => writeTest(deps, tx, input.id, nameOf(context.actor)))
      deps.kick()
      return shownDelivery(await find(id))
    }),
    replay: os.replay.handler(async ({ input, context }) => {
      const one = await find(input.id)
      await deps.postgres.transaction((tx) => replayOne(tx, one, deps.now(), nameOf(context.actor)))
      deps.kick()
      return shownDelivery(await find(input.id))
    }),
    replayFailed: os.replayFailed.handler(async ({ input, context }) => {
      const by = nameOf(context.actor)
      const count = await deps.postgres.transaction((tx) => replayFailed(tx, input, deps.now(), by))
      deps.kick()
      return { count }
    }),
  }
}

const withName = (db: OutletDb) =>
  db
    .selectFrom('outlet_delivery as d')
    .innerJoin('outlet_webhook as w', 'w.id', 'd.webhook')
    .selectAll('d')
    .select('w.name')

/** A new series of attempts of three days. */
const begin = (db: OutletDb, at: number) =>
  db
    .updateTable('outlet_delivery')
    .set({ state: 'waiting', why: null, tries: 0, due_at: new Date(at), deadline: new Date(at + patience) })

async function replayOne(tx: Tx, { id, webhook, fact }: DeliveryRow, at: number, by: string) {
  const db = tx.tables<OutletTables>()
  if (fact !== testFact) await mustBeOn(db, webhook)
  await begin(db, at).where('id', '=', id).execute()
  await audit(tx, by, 'webhook.replayed', webhook, { delivery: id })
}

async function replayFailed(tx: Tx, { id, since }: { id: string; since: string }, at: number, by: string) {
  const db = tx.tables<OutletTables>()
  await mustBeOn(db, id)
  const begun = await begin(db, at)
    .where('webhook', '=', id)
    .where('state', '=', 'failed')
    .where('created_at', '>=', new Date(since))
    .where('fact', '<>', testFact)
    .executeTakeFirst()
  const count = Number(begun.numUpdatedRows)
  await audit(tx, by, 'webhook.replayed', id, { since, count })
  return count
}

interface ListInput {
  cursor?: string | undefined
  limit: number
  webhook?: string | undefined
  state?: 'waiting' | 'delivered' | 'failed' | undefined
  fact?: string | undefined
}

async function listDeliveries(db: OutletDb, input: ListInput) {
  let query = withName(db)
  if (input.cursor && /^\d{1,18}$/.test(input.cursor)) query = query.where('d.id', '<', input.cursor)
  if (input.webhook !== undefined) query = query.where('d.webhook', '=', input.webhook)
  if (input.state !== undefined) query = query.where('d.state', '=', input.state)
  if (input.fact !== undefined) query = query.where('d.fact', '=', input.fact)
  const rows = await query
    .orderBy('d.id', 'desc')
    .limit(input.limit + 1)
    .execute()
  const items = rows.slice(0, input.limit).map(shownDelivery)
  const last = items.at(-1)
  return rows.length > input.limit && last ? { items, next: last.id } : { items }
}

async function mustBeOn(db: OutletDb, id: string) {
  // Locked: switched off at the same moment, the replay would wait for ever.
  const row = await db.selectFrom('outlet_webhook').select('off_at').where('id', '=', id).forUpdate().executeTakeFirst()
  if (!row) refuseOutlet('no-such-webhook')
  else if (row.off_at) refuseOutlet('webhook-off')
}

async function writeTest({ now }: OutletDeps, tx: Tx, webhook: string, actor: string): Promise<string> {
  const db = tx.tables<OutletTables>()
  const at = new Date(now())
  const found = await db.selectFrom('outlet_webhook').select('id').where('id', '=', webhook).executeTakeFirst()
  if (!found) return refuseOutlet('no-such-webhook')
  const told: Told = { type: testFact, timestamp: at.toISOString(), data: { items: [{ webhook }] } }
  const { id } = await db
    .insertInto('outlet_delivery')
    .values({
      ...{ webhook, message: `msg_${randomBytes(16).toString('hex')}`, fact: testFact, body: JSON.stringify(told) },
      ...{ items: 1, persons: [], state: 'waiting', why: null, created_at: at, due_at: at, deadline: at },
      ...{ answered_at: null, status: null, answer: null, error: null, ms: null },
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await audit(tx, actor, 'webhook.tested', webhook)
  return id
}

function shownFact({ name, title, help, needs, item }: Tellable) {
  return { name, title, help, needs, item: z.toJSONSchema(item) as Record<string, unknown> }
}
