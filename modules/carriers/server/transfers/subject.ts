import type { Postgres } from '#platform/postgres/postgres'
import { type Subject, tableOf } from '#platform/subject'
import type { CarrierTables } from '../tables.ts'
import type { TransferTables } from './tables.ts'

/** From whom to whom they were handed over, and how that came out. They go with the contact. */
export const transferTables = (postgres: Postgres, strands: Subject['strands']) => [
  tableOf('carriers.transfers', ['from', 'to', 'state', 'askedAt', 'endedAt'], async () => {
    const rows = await postgres
      .tables<TransferTables & CarrierTables>()
      .selectFrom('carriers_transfer_customer as t')
      .innerJoin('carriers_transfer as f', 'f.id', 't.transfer')
      .innerJoin('carriers_contact as c', 'c.id', 't.contact')
      .select(['f.giver', 't.taker', 't.state', 't.asked_at', 't.ended_at'])
      .where('c.strand', 'in', [...strands])
      .orderBy('t.transfer')
      .execute()
    return rows.map(({ giver: from, taker: to, state, asked_at, ended_at }) => ({
      ...{ from, to, state, askedAt: asked_at?.toISOString() ?? null, endedAt: ended_at?.toISOString() ?? null },
    }))
  }),
]
