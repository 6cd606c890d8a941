import type { Postgres } from '#platform/postgres/postgres'
import { type SubjectRecords, tableOf } from '#platform/subject'
import type { CardTables } from './tables.ts'

const iso = (at: Date | null): string | null => at?.toISOString() ?? null

/** Cards that a person came by. Erased, a card was scanned by nobody who is known. */
export const cardSubject = ({ postgres }: { readonly postgres: Postgres }): SubjectRecords => ({
  tables: ({ strands }) => [
    tableOf('acquisition.cards', ['code', 'orderNo', 'parcel', 'scannedAt', 'addedAt', 'claimedAt'], async () => {
      const rows = await postgres
        .tables<CardTables>()
        .selectFrom('acquisition_card')
        .selectAll()
        .where('strand', 'in', [...strands])
        .orderBy('id')
        .execute()
      return rows.map((row) => ({
        ...{ code: row.code, orderNo: row.order_no, parcel: row.parcel, scannedAt: iso(row.scanned_at) },
        ...{ addedAt: iso(row.added_at), claimedAt: iso(row.claimed_at) },
      }))
    }),
  ],
  async erase(tx, { strands }) {
    await tx
      .tables<CardTables>()
      .updateTable('acquisition_card')
      .set({ strand: null, order_no: null, parcel: null })
      .where('strand', 'in', [...strands])
      .execute()
    return []
  },
})
