import { sql } from 'kysely'
import type { OrderClaims } from '#modules/identity'
import type { UndoCounts } from '#modules/intake'
import type { Outbox } from '#platform/outbox'
import type { Db, Postgres, Tx } from '#platform/postgres/postgres'
import type { GoneOrder } from '../index.ts'
import { announce } from './announce.ts'
import { holdClaims, settleClaims } from './claims.ts'
import { ordersOf } from './erase.ts'
import { settleFamilies } from './families.ts'
import { type Change, changesOf, dropParts, handOver, putBack } from './journal.ts'
import type { ShopTables } from './tables.ts'

export interface UndoDeps {
  readonly postgres: Postgres
  readonly outbox: Outbox
  readonly identities: OrderClaims
}

const chunk = 500

/**
 * Takes an import of orders back: those it brought go, those it changed stand as before. What another import has changed
 * or found since stays. A piece at a time with its fact, so that a break in between leaves nothing half done.
 */
export async function undoOrders(deps: UndoDeps, importId: string, report: (some: UndoCounts) => Promise<void>) {
  for (;;) {
    const some = await deps.postgres.transaction((tx) => undoSome(deps, tx, importId))
    deps.outbox.kick()
    if (some === null) return
    await report(some)
  }
}

async function undoSome(
  { outbox, identities: claims }: UndoDeps,
  tx: Tx,
  importId: string,
): Promise<UndoCounts | null> {
  const db = tx.tables<ShopTables>()
  await holdClaims(db, 'shared')
  const source = await holdSource(db, importId)
  const changes = await changesOf(db, importId, chunk)
  if (changes.length === 0) return null
  const there = changes.filter((one) => one.order_no !== null && one.kind !== 'seen')
  const untouched = there.filter((one) => one.last_import === importId)
  const mine = untouched.filter((one) => one.heir === null)
  const inherited = untouched.filter((one) => one.heir !== null)
  await handOver(db, importId, inherited)
  const brought = idsOf(mine.filter((one) => one.kind === 'brought'))
  const changed = idsOf(mine.filter((one) => one.kind === 'changed'))
  const gone = await remove(db, brought)
  if (changed.length > 0) await putBack(db, importId, changed)
  await settleClaims(db, claims, changed)
  const settled = await settleFamilies(db, source, mine.map(moved))
  const identities = [...new Set(mine.flatMap((one) => [one.identity ?? [], one.identity_before ?? []].flat()))]
  const told = [...new Set([...changed, ...settled, ...(await ordersOf(db, identities))])]
  await announce(outbox, tx, told, { gone, retold: identities })
  await sql`delete from shop_import_change where import = ${importId}::bigint
    and order_id = any(${idsOf(changes)}::bigint[])`.execute(db)
  return { removed: brought.length, restored: changed.length, kept: there.length - mine.length }
}

const idsOf = (changes: readonly Change[]) => changes.map((one) => one.order_id)

/** Nobody else writes orders of this source meanwhile; '' when all its orders are gone. An import has one source. */
async function holdSource(db: Db<ShopTables>, importId: string): Promise<string> {
  const rows = await sql<{
    source: string
  }>`select o.source from shop_import_change c join shop_order o on o.id = c.order_id
    where c.import = ${importId}::bigint limit 1`.execute(db)
  const source = rows.rows[0]?.source ?? ''
  await sql`select pg_advisory_xact_lock(hashtextextended(${`shop ${source}`}, 0))`.execute(db)
  return source
}

/** Where its relatives have to be looked for: at the parent it had and at the one it has again. */
function moved({ order_id, order_no, parent, parent_before, kind }: Change) {
  const again = kind === 'brought' ? '' : (parent_before ?? '')
  return { id: order_id, orderNo: order_no ?? '', parent: again, parentBefore: parent ?? '', fresh: false }
}

async function remove(db: Db<ShopTables>, ids: readonly string[]): Promise<GoneOrder[]> {
  if (ids.length === 0) return []
  const gone = await sql<GoneOrder>`
    delete from shop_order where id = any(${ids}::bigint[]) returning id, version, identity`.execute(db)
  await dropParts(db, ids)
  return gone.rows
}
