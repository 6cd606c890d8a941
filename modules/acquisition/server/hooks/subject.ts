import type { Vault } from '#platform/crypto'
import type { Postgres } from '#platform/postgres/postgres'
import { type Subject, type SubjectRecords, tableOf } from '#platform/subject'
import { addressOf } from './read.ts'
import type { HookTables } from './tables.ts'

interface Deps {
  readonly postgres: Postgres
  readonly vault: Vault
}

const kept = {
  zh: '领取的成本与数量依法记账；已与此人断开，地址已删除',
  en: 'What was given is in the books; it is cut off from the person, and the address is deleted',
}

const given = (postgres: Postgres, strands: Subject['strands']) =>
  tableOf('acquisition.claimLinks', ['hook', 'at'], async () => {
    const rows = await postgres
      .tables<HookTables>()
      .selectFrom('acquisition_hook_given as g')
      .innerJoin('acquisition_hook as h', 'h.id', 'g.hook')
      .select(['h.title', 'g.at'])
      .where('g.strand', 'in', [...strands])
      .orderBy('g.at')
      .execute()
    return rows.map(({ title, at }) => ({ hook: title, at: at.toISOString() }))
  })

/** What a person claimed. Erased, the count and the cost stay without them. */
export const hookSubject = ({ postgres, vault }: Deps): SubjectRecords => ({
  tables: ({ strands }) => [
    given(postgres, strands),
    tableOf('acquisition.claims', ['hook', 'state', 'claimedAt', 'address', 'carrier', 'tracking'], async () => {
      const rows = await postgres
        .tables<HookTables>()
        .selectFrom('acquisition_claim as c')
        .innerJoin('acquisition_hook as h', 'h.id', 'c.hook')
        .selectAll('c')
        .select('h.title')
        .where('c.strand', 'in', [...strands])
        .orderBy('c.id')
        .execute()
      return rows.map((row) => ({
        ...{ hook: row.title, state: row.state, claimedAt: row.claimed_at.toISOString() },
        ...{ address: addressOf({ vault }, row), carrier: row.carrier, tracking: row.tracking },
      }))
    }),
  ],
  async erase(tx, { strands, values }) {
    await tx
      .tables<HookTables>()
      .deleteFrom('acquisition_hook_given')
      .where('strand', 'in', [...strands])
      .execute()
    // Whoever was known by a number alone is found by it.
    const phones = values.map((value) => vault.hash(`hook phone ${value}`))
    const gone = await tx
      .tables<HookTables>()
      .updateTable('acquisition_claim')
      .set({ person: null, strand: null, phone: null, address: null, tracking: '', note: '' })
      .where((eb) =>
        eb.or([eb('strand', 'in', [...strands]), ...(phones.length > 0 ? [eb('phone', 'in', phones)] : [])]),
      )
      .returning('id')
      .execute()
    return gone.length > 0 ? [{ table: 'acquisition.claims', rows: gone.length, why: kept }] : []
  },
})
