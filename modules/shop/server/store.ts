import { sql } from 'kysely'
import type { ImportCounts } from '#modules/intake'
import type { Vault } from '#platform/crypto'
import type { Db } from '#platform/postgres/postgres'
import { fillOf } from '../core/fill.ts'
import { netOf, type OrderDraft, stateOf } from '../core/order.ts'
import { type Filling, fillOrders } from './fill.ts'
import { dropParts, keepBefore, keepMark } from './journal.ts'
import {
  contentHash,
  countOf,
  type Known,
  type KnownOrder,
  knownOrders,
  type OrderSource,
  ruleFor,
  type StoredOrder,
  saidBy,
} from './known.ts'
import type { ShopTables } from './tables.ts'

export interface Written {
  readonly stored: readonly StoredOrder[]
  readonly counts: ImportCounts
}

/** Writes the orders that are new or differ from what is stored; lines and refunds are replaced as a whole. */
export async function writeOrders(
  db: Db<ShopTables>,
  vault: Vault,
  source: OrderSource,
  orders: readonly KnownOrder[],
): Promise<Written> {
  // Two imports of one source at a time would each see the other's orders as missing.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`shop ${source.source}`}, 0))`.execute(db)
  const known = await knownOrders(
    db,
    source.source,
    orders.map((order) => order.draft.orderNo),
  )
  const counts = { created: 0, updated: 0, skipped: 0 }
  const found: string[] = []
  const filled: Filling[] = []
  const changed = orders.flatMap((order) => {
    const hash = contentHash(vault, order.draft, source.sourceKind)
    const before = known.get(order.draft.orderNo)
    if (!before && !order.asked.customer) throw new Error(`order ${order.draft.orderNo} went while it was imported`)
    const sameHash = before?.content_hash.equals(hash) === true
    const same = sameHash && (!order.asked.customer || before.identity === order.identity)
    const rule = ruleFor(before, source)
    const fill = before && rule === 'fill' ? fillOf(saidBy(before), order.draft) : null
    counts[countOf(before, same || (rule !== 'overwrite' && fill === null), source.importId)] += 1
    if (before && fill && !same) filled.push({ order, before, fill })
    if (before && same) found.push(before.id)
    return same || (before && rule !== 'overwrite') ? [] : [{ order, hash, before }]
  })
  if (source.importId !== null) await keepMark(db, source.importId, 'seen', found)
  const stored = changed.length === 0 ? [] : await replace(db, vault, source, changed)
  return {
    stored: filled.length === 0 ? stored : [...stored, ...(await fillOrders(db, vault, source, filled))],
    counts,
  }
}

interface Change {
  readonly order: KnownOrder
  readonly hash: Buffer
  readonly before: Known | undefined
}

async function replace(db: Db<ShopTables>, vault: Vault, source: OrderSource, changes: readonly Change[]) {
  const rows = changes.map(({ order, hash }) => rowOf(order, hash, vault))
  const { importId } = source
  if (importId !== null) {
    await keepBefore(
      db,
      importId,
      changes.flatMap(({ before }) => before?.id ?? []),
    )
  }
  const ids = await upsert(db, source, rows)
  const stored = changes.map(({ order: { draft }, before }) => {
    const id = ids.get(draft.orderNo)
    if (id === undefined) throw new Error(`order ${draft.orderNo} was not returned by its upsert`)
    const parent = draft.text.parentOrderNo
    return { id, draft, orderNo: draft.orderNo, parent, parentBefore: before?.parent ?? '', fresh: !before }
  })
  if (importId !== null) {
    await keepMark(
      db,
      importId,
      'brought',
      stored.filter((order) => order.fresh).map((order) => order.id),
    )
  }
  const replaced = stored.filter((order) => !order.fresh).map((order) => order.id)
  if (replaced.length > 0) await dropParts(db, replaced)
  await insertParts(db, stored)
  return stored
}

function rowOf({ draft, identity, person, inviterIdentity, inviter }: KnownOrder, hash: Buffer, vault: Vault) {
  const { gross, refunded, text } = draft
  const net = netOf(gross, refunded)
  return {
    order_no: draft.orderNo,
    identity,
    person,
    inviter_identity: inviterIdentity,
    inviter,
    paid_at: draft.paidAt,
    refunded_at: draft.refundedAt,
    gross,
    refunded,
    net,
    state: stateOf({ gross, net, hasPerson: person !== null }),
    parent: text.parentOrderNo,
    order_kind: text.orderKind,
    channel: text.channel,
    shop: text.shop,
    store: text.store,
    staff: text.staff,
    note: text.note === '' ? null : vault.seal(text.note, 'shop_order.note').toString('hex'),
    freight: draft.freight,
    subsidy: draft.subsidy,
    content_hash: hash.toString('hex'),
  }
}

const at = (column: string) => sql.raw(`to_timestamp(${column} / 1000.0)`)

// One JSON parameter per batch: kysely's values list of 500 rows × 24 columns takes five times as long to compile.
async function upsert(db: Db<ShopTables>, { source, sourceKind, importId }: OrderSource, rows: readonly object[]) {
  // The import that brought an order first stays: it is no column of the update.
  const columns = sql`source, order_no, identity, person, inviter_identity, inviter, own_paid_at, own_gross, own_refunded,
    own_refunded_at, paid_at, gross, refunded, net, refunded_at, state, parent, root, source_kind, order_kind, channel,
    shop, store, staff, note, freight, subsidy, content_hash, last_import, claimed`
  const result = await sql<{ id: string; order_no: string }>`
    insert into shop_order (first_import, ${columns})
    select ${importId}::bigint, ${source}, order_no, identity, person, inviter_identity, inviter, ${at('paid_at')}, gross, refunded,
      ${at('refunded_at')}, ${at('paid_at')}, gross, refunded, net, ${at('refunded_at')}, state, parent, null,
      ${sourceKind}, order_kind, channel, shop, store, staff, decode(note, 'hex'), freight, subsidy,
      decode(content_hash, 'hex'), ${importId}::bigint, false
    from json_to_recordset(${JSON.stringify(rows)}::json) as t(order_no text, identity bigint, person bigint,
      inviter_identity bigint, inviter bigint, paid_at float8, refunded_at float8, gross bigint, refunded bigint,
      net bigint, state text, parent text, order_kind text, channel text, shop text, store text, staff text, note text,
      freight bigint, subsidy bigint, content_hash text)
    on conflict (source, order_no) do update set (${columns}) = row(excluded.source, excluded.order_no, excluded.identity,
      excluded.person, excluded.inviter_identity, excluded.inviter, excluded.own_paid_at, excluded.own_gross,
      excluded.own_refunded, excluded.own_refunded_at, excluded.paid_at, excluded.gross, excluded.refunded, excluded.net,
      excluded.refunded_at, excluded.state, excluded.parent, null, excluded.source_kind, excluded.order_kind,
      excluded.channel, excluded.shop, excluded.store, excluded.staff, excluded.note, excluded.freight, excluded.subsidy,
      excluded.content_hash, excluded.last_import, excluded.claimed), version = shop_order.version + 1, updated_at = now()
    returning id, order_no`.execute(db)
  return new Map(result.rows.map((row) => [row.order_no, row.id]))
}

async function insertParts(db: Db<ShopTables>, orders: readonly { id: string; draft: OrderDraft }[]) {
  const lines = orders.flatMap(({ id, draft }) =>
    draft.lines.map((line, i) => ({
      ...line,
      order_id: id,
      position: i + 1,
      quantity: line.quantity || null,
      unitPrice: line.unitPrice || null,
    })),
  )
  await sql`insert into shop_order_line
      (order_id, position, line_no, sku, product, quantity, unit_price, amount, refunded, paid_at)
    select order_id, position, "lineNo", sku, product, quantity, "unitPrice", amount, refund, ${at('"paidAt"')}
    from json_to_recordset(${JSON.stringify(lines)}::json) as t(order_id bigint, position int, "lineNo" text, sku text,
      product text, quantity numeric, "unitPrice" numeric, amount bigint, refund bigint, "paidAt" float8)`.execute(db)
  const refunds = orders.flatMap(({ id, draft }) =>
    draft.refunds.map((refund, i) => ({ ...refund, order_id: id, position: i + 1 })),
  )
  if (refunds.length === 0) return
  await sql`insert into shop_refund (order_id, position, amount, refunded_at)
    select order_id, position, amount, ${at('at')}
    from json_to_recordset(${JSON.stringify(refunds)}::json) as t(order_id bigint, position int, amount bigint, at float8)`.execute(
    db,
  )
}
