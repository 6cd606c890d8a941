import { sql } from 'kysely'
import type { Db } from '#platform/postgres/postgres'
import type { ShopTables } from './tables.ts'

/** Keeps how these orders stand before an import changes them; what an earlier attempt of the import kept stays. */
export async function keepBefore(db: Db<ShopTables>, importId: string, ids: readonly string[]) {
  if (ids.length === 0) return
  await sql`insert into shop_import_change (import, order_id, kind, before)
    select ${importId}::bigint, o.id, 'changed', jsonb_build_object('order', to_jsonb(o),
      'lines', (select coalesce(jsonb_agg(to_jsonb(l)), '[]') from shop_order_line l where l.order_id = o.id),
      'refunds', (select coalesce(jsonb_agg(to_jsonb(r)), '[]') from shop_refund r where r.order_id = o.id))
    from shop_order o where o.id = any(${ids}::bigint[]) on conflict do nothing`.execute(db)
}

/** Remembers which orders an import has brought, or has found exactly so. */
export async function keepMark(db: Db<ShopTables>, importId: string, kind: 'brought' | 'seen', ids: readonly string[]) {
  if (ids.length === 0) return
  await sql`insert into shop_import_change (import, order_id, kind)
    select ${importId}::bigint, id, ${kind} from unnest(${ids}::bigint[]) as t(id) on conflict do nothing`.execute(db)
}

export interface Change {
  readonly order_id: string
  readonly kind: 'brought' | 'changed' | 'seen'
  readonly parent_before: string | null
  readonly identity_before: string | null
  /** Null when the order is gone. */
  readonly order_no: string | null
  readonly parent: string | null
  readonly identity: string | null
  readonly last_import: string | null
  /** A later import that found the order exactly so: it stands for it from now on. */
  readonly heir: string | null
}

/** What an import did that is not taken back yet, a piece at a time. */
export async function changesOf(db: Db<ShopTables>, importId: string, limit: number): Promise<Change[]> {
  const rows = await sql<Change>`
    select c.order_id, c.kind, c.before->'order'->>'parent' as parent_before, c.before->'order'->>'identity' as identity_before,
      o.order_no, o.parent, o.identity, o.last_import,
      (select min(s.import) from shop_import_change s
        where s.order_id = c.order_id and s.import > c.import and s.kind = 'seen') as heir
    from shop_import_change c left join shop_order o on o.id = c.order_id
    where c.import = ${importId}::bigint order by c.order_id limit ${limit}`.execute(db)
  return rows.rows
}

/** What the undone import did becomes what a later one did, which had found the same. */
export async function handOver(db: Db<ShopTables>, importId: string, changes: readonly Change[]) {
  const ids = changes.map((one) => one.order_id)
  const heirs = changes.map((one) => one.heir)
  const pairs = sql`unnest(${ids}::bigint[], ${heirs}::bigint[]) as t(id, heir)`
  await sql`update shop_import_change s set kind = c.kind, before = c.before from shop_import_change c, ${pairs}
    where c.import = ${importId}::bigint and c.order_id = t.id and s.order_id = t.id and s.import = t.heir`.execute(db)
  await sql`update shop_order o set last_import = t.heir,
      first_import = case when o.first_import = ${importId}::bigint then t.heir else o.first_import end
    from ${pairs} where o.id = t.id`.execute(db)
}

/** Orders as they were before an import, put back over what stands there now. Their standing among relatives is settled afterwards. */
export async function putBack(db: Db<ShopTables>, importId: string, ids: readonly string[]) {
  // Not `first_import`: who brought an order first does not change. `version` only grows, so that the copy follows.
  const columns = sql`identity, person, inviter_identity, inviter, own_paid_at, own_gross, own_refunded, own_refunded_at,
    paid_at, gross, refunded, net, refunded_at, state, parent, root, source_kind, order_kind, channel, shop, store, staff,
    note, freight, subsidy, content_hash, last_import`
  await sql`update shop_order o set (${columns}) = (select ${columns}
      from shop_import_change c, jsonb_populate_record(null::shop_order, c.before->'order')
      where c.import = ${importId}::bigint and c.order_id = o.id),
    claimed = (select coalesce((c.before->'order'->>'claimed')::boolean, false) from shop_import_change c
      where c.import = ${importId}::bigint and c.order_id = o.id),
    version = o.version + 1, updated_at = now() where o.id = any(${ids}::bigint[])`.execute(db)
  await dropParts(db, ids)
  const kept = sql`(select before from shop_import_change
    where import = ${importId}::bigint and order_id = any(${ids}::bigint[])) c`
  await sql`insert into shop_order_line select l.* from ${kept},
    jsonb_populate_recordset(null::shop_order_line, c.before->'lines') l`.execute(db)
  await sql`insert into shop_refund select r.* from ${kept},
    jsonb_populate_recordset(null::shop_refund, c.before->'refunds') r`.execute(db)
}

export async function dropParts(db: Db<ShopTables>, ids: readonly string[]) {
  await sql`delete from shop_order_line where order_id = any(${ids}::bigint[])`.execute(db)
  await sql`delete from shop_refund where order_id = any(${ids}::bigint[])`.execute(db)
}

/** Drops what these imports kept: they cannot be undone any more. */
export async function forgetChanges(db: Db<ShopTables>, imports: readonly string[]) {
  await sql`delete from shop_import_change where import = any(${imports}::bigint[])`.execute(db)
}
