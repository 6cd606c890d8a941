import { sql } from 'kysely'
import type { Vault } from '#platform/crypto'
import type { Db } from '#platform/postgres/postgres'
import type { Fill } from '../core/fill.ts'
import { netOf, stateOf } from '../core/order.ts'
import { keepBefore } from './journal.ts'
import type { Known, KnownOrder, OrderSource, StoredOrder } from './known.ts'
import type { ShopTables } from './tables.ts'

/** A stored order with the blanks that a draft fills. */
export interface Filling {
  readonly order: KnownOrder
  readonly before: Known
  readonly fill: Fill
}

/** Writes into stored orders what they do not say yet; their standing among relatives is settled afterwards. */
export async function fillOrders(
  db: Db<ShopTables>,
  vault: Vault,
  { importId }: OrderSource,
  fillings: readonly Filling[],
): Promise<StoredOrder[]> {
  const ids = fillings.map(({ before }) => before.id)
  if (importId !== null) await keepBefore(db, importId, ids)
  const rows = fillings.map((one) => rowOf(one, vault))
  await sql`update shop_order o set
      identity = coalesce(case when not o.claimed then o.identity end, t.identity),
      person = coalesce(case when not o.claimed then o.person end, t.person), claimed = false,
      inviter_identity = coalesce(o.inviter_identity, t.inviter_identity), inviter = coalesce(o.inviter, t.inviter),
      channel = coalesce(t.channel, o.channel), shop = coalesce(t.shop, o.shop), store = coalesce(t.store, o.store),
      staff = coalesce(t.staff, o.staff), order_kind = coalesce(t.order_kind, o.order_kind),
      parent = coalesce(t.parent, o.parent), note = coalesce(o.note, decode(t.note, 'hex')),
      content_hash = decode(t.content_hash, 'hex'), last_import = ${importId}::bigint,
      paid_at = o.own_paid_at, gross = o.own_gross, refunded = o.own_refunded, refunded_at = o.own_refunded_at,
      net = t.net, state = t.state, root = null, version = o.version + 1, updated_at = now()
    from json_to_recordset(${JSON.stringify(rows)}::json) as t(id bigint, identity bigint, person bigint,
      inviter_identity bigint, inviter bigint, channel text, shop text, store text, staff text, order_kind text,
      parent text, note text, content_hash text, net bigint, state text)
    where o.id = t.id`.execute(db)
  return fillings.map(({ before, fill, order }) => {
    const parent = fill.texts.parentOrderNo ?? before.parent
    return { id: before.id, orderNo: order.draft.orderNo, parent, parentBefore: before.parent, fresh: false }
  })
}

function rowOf({ order, before, fill }: Filling, vault: Vault) {
  const { texts } = fill
  const [gross, refunded] = [Number(before.own_gross), Number(before.own_refunded)]
  const net = netOf(gross, refunded)
  const { identity, person } = fill.customer ? order : { identity: null, person: null }
  const said = [before.content_hash.toString('hex'), texts, identity, fill.inviter ? order.inviterIdentity : null]
  return {
    id: before.id,
    ...{ identity, person, net },
    inviter_identity: fill.inviter ? order.inviterIdentity : null,
    inviter: fill.inviter ? order.inviter : null,
    state: stateOf({ gross, net, hasPerson: before.identity !== null || person !== null }),
    ...{ channel: texts.channel, shop: texts.shop, store: texts.store, staff: texts.staff },
    order_kind: texts.orderKind,
    parent: texts.parentOrderNo,
    note: texts.note === undefined ? null : vault.seal(texts.note, 'shop_order.note').toString('hex'),
    content_hash: vault.hash(`shop.filled ${JSON.stringify(said)}`).toString('hex'),
  }
}
