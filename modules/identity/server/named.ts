import { sql } from 'kysely'
import { no, ok } from '#kit/result'
import { audit } from '#platform/audit'
import type { Db, Tx } from '#platform/postgres/postgres'
import type { Handle } from '../core/known.ts'
import { identityNamed, type NamedBy, type OrderName } from '../index.ts'
import type { IdentityDeps } from './deps.ts'
import { type ByHand, storeFacts } from './facts.ts'
import { insertDoubts } from './heard.ts'
import { hashOf, reserve, strandsOf } from './store.ts'
import type { IdentityTables } from './tables.ts'

type Identified = Db<IdentityTables>

/** Who has named each of these orders: by its source, or by its number alone where only one order has it. */
export async function namedBy({ postgres, vault }: IdentityDeps, orders: readonly OrderName[]): Promise<NamedBy[]> {
  const asked = orders.flatMap(({ source, orderNo, only }, place) => {
    const exact = { place, type: `order:${source}`, value: orderNo }
    return only ? [exact, { place, type: 'order', value: orderNo }] : [exact]
  })
  const rows = await sql<{ place: number; id: string; strand: string }>`
    select k.place, h.id, h.strand from unnest(${asked.map(({ place }) => place)}::int[],
      ${asked.map(({ type }) => type)}::text[], ${asked.map((claim) => hashOf(vault, claim))}::bytea[])
      as k(place, type, hash) join identity_handle h on h.type = k.type and h.hash = k.hash
    order by k.place, h.type desc`.execute(postgres.tables<IdentityTables>())
  const found = new Map(rows.rows.map(({ place, id, strand }) => [place, { identity: id, strand }]))
  return orders.map((_, place) => found.get(place) ?? null)
}

/** Says by hand whose an order is. */
export async function claimOrder(
  deps: IdentityDeps,
  tx: Tx,
  { source, orderNo, person }: { source: string; orderNo: string; person: string },
  hand: ByHand,
) {
  const db = tx.tables<IdentityTables>()
  const claim = { type: `order:${source}`, value: orderNo }
  const [standing = person] = await strandsOf(db, person)
  const lead = await leadOf(db, standing)
  if (lead === null) return no('no-such-person')
  const there = await handleOf(db, deps, claim)
  if (there) return there.person === standing ? ok(null) : no('claimed-already')
  const id = (await reserve(db, 1))()
  const handle: Handle = { id, ...claim, person: standing, strand: lead, strong: false, firstSeen: Date.now() }
  await storeFacts(deps, tx, [{ type: 'claimed', handle }])
  await audit(tx, hand.by, 'order.claimed', standing, { reason: hand.reason, source, order: orderNo })
  return ok(null)
}

/** Takes back whose an order was said to be, however it was said. */
export async function releaseOrder(deps: IdentityDeps, tx: Tx, { source, orderNo }: OrderName, hand: ByHand) {
  const db = tx.tables<IdentityTables>()
  let released = false
  for (const type of [`order:${source}`, 'order']) {
    const there = await handleOf(db, deps, { type, value: orderNo })
    if (!there) continue
    await sql`delete from identity_past where handle = ${there.id}`.execute(db)
    await sql`delete from identity_handle where id = ${there.id}`.execute(db)
    await audit(tx, hand.by, 'order.released', there.person, { reason: hand.reason, source, order: orderNo })
    released = true
  }
  if (released) await deps.outbox.publish(tx, identityNamed, { orders: [{ source, orderNo, strand: null }] })
  return released
}

/** Asks a human whether the customer of an order and somebody else who names it are one person; visitors are not asked for. */
export async function askWhose(
  { vault }: Pick<IdentityDeps, 'vault'>,
  tx: Tx,
  { source, orderNo, one, other }: { source: string; orderNo: string; one: string; other: string },
) {
  const db = tx.tables<IdentityTables>()
  const known = await sql<{ strands: string }>`
    select count(distinct h.person) as strands from identity_handle h
    where h.strong and h.person in (select coalesce((select person from identity_strand where strand = t.s), t.s)
      from unnest(${[one, other]}::bigint[]) as t(s))`.execute(db)
  if (known.rows[0]?.strands !== '2') return
  const because = { type: `order:${source}`, value: orderNo }
  await insertDoubts(db, vault, [{ one, other, why: 'order-claimed', because, over: null, at: Date.now() }])
}

/** The strand of the id that says most of this person; null when nobody is there. */
async function leadOf(db: Identified, person: string): Promise<string | null> {
  const rows = await sql<{ strand: string }>`
    select strand from identity_handle where person = ${person} and type !~ '^order(:|$)'
    order by strong desc, id limit 1`.execute(db)
  return rows.rows[0]?.strand ?? null
}

async function handleOf(
  db: Identified,
  { vault }: Pick<IdentityDeps, 'vault'>,
  claim: { type: string; value: string },
) {
  return db
    .selectFrom('identity_handle')
    .select(['id', 'person'])
    .where('type', '=', claim.type)
    .where('hash', '=', hashOf(vault, claim))
    .executeTakeFirst()
}
