import { sql } from 'kysely'
import { identityNamed, type NamedOrder, type NamedOrders, type OrderClaims } from '#modules/identity'
import type { Outbox, Subscription } from '#platform/outbox'
import type { Db } from '#platform/postgres/postgres'
import { announce } from './announce.ts'
import { ordersOf } from './erase.ts'
import type { ShopTables } from './tables.ts'

interface Row {
  id: string
  source: string
  order_no: string
  identity: string | null
  person: string | null
  only: boolean
}

/**
 * Imports hold it together, whoever hears of named orders alone: an order that is being stored while it is named is
 * seen by one of the two.
 */
export async function holdClaims(db: Db<ShopTables>, how: 'shared' | 'alone') {
  const lock = sql.raw(how === 'shared' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock')
  await sql`select ${lock}(hashtextextended('shop claims', 0))`.execute(db)
}

/**
 * Gives those of these orders whose own rows name no customer to whoever has named them, and takes back what no longer
 * holds. Returns the ids that had an order until now.
 */
export async function settleClaims(db: Db<ShopTables>, identities: OrderClaims, ids: readonly string[]) {
  const rows = await sql<Row>`
    select id, source, order_no, identity, person, not exists (
      select 1 from shop_order t where t.order_no = o.order_no and t.source <> o.source) as only
    from shop_order o where id = any(${ids}::bigint[]) and (identity is null or claimed)`.execute(db)
  if (rows.rows.length === 0) return { changed: [], left: [] }
  const names = rows.rows.map(({ source, order_no, only }) => ({ source, orderNo: order_no, only }))
  const named = await identities.namedBy(names)
  const changes = rows.rows.flatMap((row, i) => {
    const { identity = null, strand = null } = named[i] ?? {}
    const same = identity === row.identity && strand === row.person
    return same ? [] : [{ id: row.id, identity, strand, before: row.identity }]
  })
  await sql`update shop_order o set identity = t.identity, person = t.strand, claimed = t.identity is not null,
      state = case when o.net < 0 then 'unlinked' when t.strand is null then 'noPerson' when o.gross <= 0 then 'zeroYuan'
        when o.net = 0 then 'refunded' else 'counted' end, version = o.version + 1, updated_at = now()
    from json_to_recordset(${JSON.stringify(changes)}::json) as t(id bigint, identity bigint, strand bigint)
    where o.id = t.id`.execute(db)
  return { changed: changes.map(({ id }) => id), left: changes.flatMap(({ before }) => before ?? []) }
}

interface Deps {
  outbox: Outbox
  identities: OrderClaims
}

/** Orders that somebody has named get their person; where the source names another customer, a human is asked. */
export function hearNamed({ outbox, identities }: Deps): Subscription {
  return {
    consumer: 'shop.claims',
    topics: [identityNamed],
    async handle(tx, facts) {
      const db = tx.tables<ShopTables>()
      await holdClaims(db, 'alone')
      const named = facts.flatMap(({ payload }) => (payload as NamedOrders).orders)
      const orders = await ordersNamed(db, named)
      const { changed, left } = await settleClaims(
        db,
        identities,
        orders.map(({ id }) => id),
      )
      const told = [...new Set([...changed, ...(await ordersOf(db, left))])]
      await announce(outbox, tx, told, { gone: [], retold: left })
      for (const { source, order_no: orderNo, person, strand } of orders) {
        if (person !== null && strand !== null)
          await identities.askWhose({ source, orderNo, one: strand, other: person })
      }
    },
  }
}

/** The orders of these names; `person` where their own source names the customer. */
async function ordersNamed(db: Db<ShopTables>, named: readonly NamedOrder[]) {
  const rows = await sql<{
    id: string
    source: string
    order_no: string
    person: string | null
    strand: string | null
  }>`
    select distinct on (o.id) o.id, o.source, o.order_no, case when not o.claimed then o.person end as person, t.strand
    from json_to_recordset(${JSON.stringify(named)}::json) as t(source text, "orderNo" text, strand bigint)
    join shop_order o on o.order_no = t."orderNo" and (o.source = t.source or t.source is null and not exists (
      select 1 from shop_order other where other.order_no = o.order_no and other.source <> o.source))
    order by o.id`.execute(db)
  return rows.rows
}
