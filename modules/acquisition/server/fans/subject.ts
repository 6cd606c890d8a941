import type { Vault } from '#platform/crypto'
import type { Postgres } from '#platform/postgres/postgres'
import { type Subject, type SubjectRecords, tableOf } from '#platform/subject'
import { type FanTables, fanContext, type Sealed } from './tables.ts'

interface Deps {
  readonly postgres: Postgres
  readonly vault: Vault
}

const listed = ({ postgres, vault }: Deps, strands: Subject['strands']) =>
  tableOf('acquisition.fans', ['platform', 'at', 'nickname', 'account'], async () => {
    const rows = await postgres
      .tables<FanTables>()
      .selectFrom('acquisition_fan as f')
      .innerJoin('acquisition_fan_batch as b', 'b.import', 'f.batch')
      .select(['b.platform', 'b.at', 'f.sealed'])
      .where('f.strand', 'in', [...strands])
      .orderBy('f.id')
      .execute()
    return rows.map(({ platform, at, sealed }) => {
      const nothing: Sealed = { nickname: null, account: null }
      const { nickname, account } = sealed ? (JSON.parse(vault.open(sealed, fanContext)) as Sealed) : nothing
      return { platform, at: at.toISOString(), nickname, account }
    })
  })

const redeemed = ({ postgres }: Deps, strands: Subject['strands']) =>
  tableOf('acquisition.redemptions', ['platform', 'voucher', 'product', 'store', 'at', 'amount'], async () => {
    const rows = await postgres
      .tables<FanTables>()
      .selectFrom('acquisition_redemption')
      .selectAll()
      .where('strand', 'in', [...strands])
      .orderBy('id')
      .execute()
    return rows.map(({ platform, voucher, product, store, at, amount }) => ({
      ...{ platform, voucher, product, store, at: at.toISOString(), amount },
    }))
  })

/** Lists that somebody stood on, and what they redeemed. Erased, a line is nobody's and a voucher nobody's too. */
export const fanSubject = (deps: Deps): SubjectRecords => ({
  tables: ({ strands }) => [listed(deps, strands), redeemed(deps, strands)],
  async erase(tx, { strands }) {
    const db = tx.tables<FanTables>()
    const nobody = { strand: null, known: false, why: 'erased' as const, sealed: null }
    await db
      .updateTable('acquisition_fan')
      .set(nobody)
      .where('strand', 'in', [...strands])
      .execute()
    await db
      .updateTable('acquisition_redemption')
      .set({ strand: null })
      .where('strand', 'in', [...strands])
      .execute()
    return []
  },
})
