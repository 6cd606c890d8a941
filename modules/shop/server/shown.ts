import type { Identities } from '#modules/identity'
import type { ShopTables } from './tables.ts'

export type OrderRow = Omit<ShopTables['shop_order'], 'id' | 'version' | 'updated_at' | 'claimed'> & {
  claimed: boolean
  id: string
  version: string
  updated_at: Date
}

export const timeOf = (time: Date | null) => time?.toISOString() ?? null

/** Orders as the API shows them, with their people of today. */
export async function shownAll(identities: Identities, rows: readonly OrderRow[]) {
  const persons = new Set(rows.flatMap((row) => [row.person, row.inviter]).filter((id) => id !== null))
  const standing = new Map<string, string | null>()
  for (const person of persons) standing.set(person, await identities.standing(person))
  const now = (person: string | null) => person && (standing.get(person) ?? person)
  return rows.map((row) => ({
    ...{ id: row.id, source: row.source, state: row.state, channel: row.channel, shop: row.shop, store: row.store },
    orderNo: row.order_no,
    person: now(row.person),
    claimed: row.claimed,
    inviter: now(row.inviter),
    paidAt: row.paid_at.toISOString(),
    gross: Number(row.gross),
    refunded: Number(row.refunded),
    net: Number(row.net),
    refundedAt: timeOf(row.refunded_at),
    sourceKind: row.source_kind,
    orderKind: row.order_kind,
    parentOrderNo: row.parent,
    partOf: row.root,
    staff: row.staff,
    freight: Number(row.freight),
    subsidy: Number(row.subsidy),
    version: Number(row.version),
    updatedAt: row.updated_at.toISOString(),
  }))
}
