import { sql } from 'kysely'
import type { Vault } from '#platform/crypto'
import type { Postgres } from '#platform/postgres/postgres'
import { type Remnant, type SubjectRecords, tableOf } from '#platform/subject'
import { openedOf } from './sealed.ts'
import type { PartnerTables } from './tables.ts'

interface Deps {
  readonly postgres: Postgres
  readonly vault: Vault
}

const kept = {
  zh: '佣金依法记账；已与此人断开',
  en: 'Commission is in the books, as the law asks; it is cut off from the person',
}
const keptName = {
  zh: '合同、实名与付款记录按税法和合同保留',
  en: 'Contract, real name and payouts are kept, as tax law and the contract ask',
}

/** What a person earned as a partner, and what others earned by them. */
export const partnerSubject = (deps: Deps): SubjectRecords => ({
  tables: ({ strands }) => [
    tableOf('acquisition.partners', ['name', 'kind', 'realName', 'idNumber', 'phone', 'contact', 'since'], async () => {
      const all = deps.postgres.tables<PartnerTables>().selectFrom('acquisition_partner').selectAll()
      const rows = await all.where('strand', 'in', [...strands]).execute()
      return rows.map((row) => ({
        ...{ name: row.name, kind: row.kind, ...openedOf(deps, row), since: row.created_at.toISOString() },
      }))
    }),
    tableOf('acquisition.deals', ['at', 'kind', 'partner', 'net'], async () => {
      const rows = await deps.postgres
        .tables<PartnerTables>()
        .selectFrom('acquisition_deal as d')
        .innerJoin('acquisition_partner as p', 'p.id', 'd.partner')
        .select(['d.at', 'd.kind', 'p.name', 'd.net'])
        .where('d.strand', 'in', [...strands])
        .orderBy('d.id')
        .execute()
      return rows.map(({ at, kind, name, net }) => ({ at: at.toISOString(), kind, partner: name, net: Number(net) }))
    }),
  ],
  async erase(tx, { strands }) {
    const db = tx.tables<PartnerTables>()
    const left: Remnant[] = []
    const deals = await sql<{ id: string }>`
      update acquisition_deal set strand = null where strand = any(${[...strands]}::bigint[]) returning id`.execute(db)
    if (deals.rows.length > 0) left.push({ table: 'acquisition.deals', rows: deals.rows.length, why: kept })
    // Evidence that names them goes with them; that there was some stays.
    await sql`update acquisition_partner_flag set because = because - 'person'
      where because ->> 'person' = any(${[...strands]}::text[])`.execute(db)
    const partners = await sql<{ id: string }>`
      update acquisition_partner set strand = null, off_at = coalesce(off_at, now()), phone = null, contact = null, note = ''
      where strand = any(${[...strands]}::bigint[]) returning id`.execute(db)
    if (partners.rows.length > 0)
      left.push({ table: 'acquisition.partners', rows: partners.rows.length, why: keptName })
    return left
  },
})
