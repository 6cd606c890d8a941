import { sql } from 'kysely'
import type { Vault } from '#platform/crypto'
import type { Outbox } from '#platform/outbox'
import type { Db, Postgres, Tx } from '#platform/postgres/postgres'
import { type SubjectRecords, type SubjectTable, tableOf } from '#platform/subject'
import { announce } from './announce.ts'
import { timeOf } from './shown.ts'
import type { ShopTables } from './tables.ts'

export interface ShopSubjectDeps {
  postgres: Postgres
  outbox: Outbox
  vault: Vault
}

const kept = {
  zh: '订单是交易凭证，依法保留；已与此人断开，备注已删除',
  en: 'Orders are trade records that the law keeps; they are cut off from the person, and notes are deleted',
}

/** The orders of a person. Erased, they stay for the books, without the person and without what was written about them. */
export function shopSubject({ postgres, outbox, vault }: ShopSubjectDeps): SubjectRecords {
  return {
    tables: ({ strands }) => [ordersTable(postgres, vault, strands), linesTable(postgres, strands)],
    async erase(tx, { strands }) {
      const orders = await cutOff(tx, strands)
      const invited = await cutInviters(tx, strands)
      await forgetBefore(tx.tables<ShopTables>(), strands)
      await announce(outbox, tx, [...orders, ...invited])
      return orders.length > 0 ? [{ table: 'shop.orders', rows: orders.length, why: kept }] : []
    },
  }
}

const orderColumns = [
  ...['source', 'orderNo', 'paidAt', 'gross', 'refunded', 'net', 'refundedAt', 'state', 'sourceKind', 'orderKind'],
  ...['channel', 'shop', 'store', 'staff', 'freight', 'subsidy', 'note'],
]

/** Amounts in fen. */
function ordersTable(postgres: Postgres, vault: Vault, strands: readonly string[]): SubjectTable {
  return tableOf('shop.orders', orderColumns, async () => {
    const rows = await postgres
      .tables<ShopTables>()
      .selectFrom('shop_order')
      .selectAll()
      .where('person', 'in', [...strands])
      .orderBy('id')
      .execute()
    return rows.map((row) => ({
      ...{ source: row.source, orderNo: row.order_no, paidAt: row.paid_at.toISOString(), state: row.state },
      ...{ gross: Number(row.gross), refunded: Number(row.refunded), net: Number(row.net) },
      ...{ refundedAt: timeOf(row.refunded_at), sourceKind: row.source_kind, orderKind: row.order_kind },
      ...{ channel: row.channel, shop: row.shop, store: row.store, staff: row.staff },
      ...{ freight: Number(row.freight), subsidy: Number(row.subsidy) },
      note: row.note && vault.open(row.note, 'shop_order.note'),
    }))
  })
}

function linesTable(postgres: Postgres, strands: readonly string[]): SubjectTable {
  const columns = ['orderNo', 'lineNo', 'sku', 'product', 'quantity', 'unitPrice', 'amount', 'refunded', 'paidAt']
  return tableOf('shop.lines', columns, async () => {
    const rows = await sql<Record<string, unknown>>`
      select o.order_no as "orderNo", l.line_no as "lineNo", l.sku, l.product, l.quantity, l.unit_price as "unitPrice",
        l.amount, l.refunded, l.paid_at as "paidAt"
      from shop_order o join shop_order_line l on l.order_id = o.id
      where o.person = any(${strands}::bigint[]) order by o.id, l.position`.execute(postgres.tables<ShopTables>())
    return rows.rows
  })
}

async function cutOff(tx: Tx, strands: readonly string[]): Promise<string[]> {
  const rows = await sql<{ id: string }>`
    update shop_order set identity = null, person = null, claimed = false, note = null, inviter = null, inviter_identity = null,
      state = case when state = 'unlinked' then state else 'noPerson' end, version = version + 1, updated_at = now()
    where person = any(${strands}::bigint[]) returning id`.execute(tx.tables<ShopTables>())
  return rows.rows.map(({ id }) => id)
}

/** What they brought others to buy. */
async function cutInviters(tx: Tx, strands: readonly string[]): Promise<string[]> {
  const rows = await sql<{ id: string }>`
    update shop_order set inviter = null, inviter_identity = null, version = version + 1, updated_at = now()
    where inviter = any(${strands}::bigint[]) returning id`.execute(tx.tables<ShopTables>())
  return rows.rows.map(({ id }) => id)
}

/** An import that is undone later must not bring the person back. */
async function forgetBefore(db: Db<ShopTables>, strands: readonly string[]) {
  const customer = { identity: null, person: null, claimed: false, note: null, inviter: null, inviter_identity: null }
  await sql`update shop_import_change set before = jsonb_set(before, '{order}', (before->'order') || ${JSON.stringify({ ...customer, state: 'noPerson' })}::jsonb)
    where before->'order'->>'person' = any(${strands}::text[])`.execute(db)
  await sql`update shop_import_change set before = jsonb_set(before, '{order}', (before->'order') || ${JSON.stringify({ inviter: null, inviter_identity: null })}::jsonb)
    where before->'order'->>'inviter' = any(${strands}::text[])`.execute(db)
}
