import type { Postgres } from '#platform/postgres/postgres'
import { type SubjectRecords, tableOf } from '#platform/subject'
import type { LedgerTables } from './tables.ts'

const kept = {
  zh: '账目依法保留金额；已与此人断开',
  en: 'Books keep the amounts, as the law asks; they are cut off from the person',
}

/** What was given to a person. Erased, the amounts stay without them. */
export const ledgerSubject = ({ postgres }: { readonly postgres: Postgres }): SubjectRecords => ({
  tables: ({ strands }) => [
    tableOf('ledger.entries', ['at', 'reason', 'campaign', 'account', 'amount'], async () => {
      const rows = await postgres
        .tables<LedgerTables>()
        .selectFrom('ledger_entry as e')
        .innerJoin('ledger_posting as p', 'p.entry', 'e.id')
        .select(['e.at', 'e.reason', 'e.campaign', 'p.account', 'p.amount'])
        .where('e.person', 'in', [...strands])
        .orderBy('e.id')
        .orderBy('p.account')
        .execute()
      return rows.map(({ at, amount, ...row }) => ({ at: at.toISOString(), ...row, amount: Number(amount) }))
    }),
  ],
  async erase(tx, { strands }) {
    const gone = await tx
      .tables<LedgerTables>()
      .updateTable('ledger_entry')
      .set({ person: null })
      .where('person', 'in', [...strands])
      .returning('id')
      .execute()
    return gone.length > 0 ? [{ table: 'ledger.entries', rows: gone.length, why: kept }] : []
  },
})
