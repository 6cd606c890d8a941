import { sql } from 'kysely'
import { redeemedEvent } from '../../core/fans/redeemed.ts'
import type { RedemptionDeps } from './deps.ts'
import type { FanTables } from './tables.ts'

interface Row {
  readonly id: string
  readonly import: string
  readonly platform: string
  readonly voucher: string
  readonly product: string
  readonly store: string
  readonly at: Date
  readonly amount: string | null
  readonly strand: string
}

/** Vouchers that are told at once. */
const most = 5000

/** Brought once more by another import it is another event: that of the first one was taken back. */
const nameOf = ({ import: id, platform, voucher }: Pick<Row, 'import' | 'platform' | 'voucher'>) =>
  `redemption ${JSON.stringify([id, platform, voucher])}`

/**
 * Tells the event log of every redeemed voucher of which somebody is known and which it was not told of; each goes there
 * once, also when this breaks off and begins again.
 */
export async function tellRedemptions({ postgres, own, now }: Pick<RedemptionDeps, 'postgres' | 'own' | 'now'>) {
  for (let isMore = true; isMore; ) {
    isMore = await postgres.transaction(async (tx) => {
      const db = tx.tables<FanTables>()
      // An import that is taken back meanwhile waits until its vouchers are told, and takes them back then.
      const { rows } = await sql<Row>`
        select * from acquisition_redemption where told_at is null and strand is not null
        order by id limit ${most} for update skip locked`.execute(db)
      if (rows.length === 0) return false
      const told = rows.map(({ at, strand, platform, store, product, amount, ...row }) => ({
        ...{ id: nameOf({ ...row, platform }), at: at.getTime(), strand },
        properties: {
          ...{ platform, shop: store, product, voucher: row.voucher },
          ...(amount === null ? {} : { amount: Number(amount) / 100 }),
        },
      }))
      await own.tell(redeemedEvent, told)
      const ids = rows.map(({ id }) => id)
      await sql`update acquisition_redemption set told_at = ${new Date(now())} where id = any(${ids}::bigint[])`.execute(
        db,
      )
      return rows.length === most
    })
  }
}

/** Takes what an import told out of the event log again. */
export async function untellRedemptions({ postgres, own }: Pick<RedemptionDeps, 'postgres' | 'own'>, id: string) {
  const { rows } = await sql<Row & { told_at: Date | null }>`
    select * from acquisition_redemption where import = ${id}::bigint for update`.execute(postgres.tables<FanTables>())
  await own.takeBack(
    redeemedEvent.name,
    rows.flatMap((row) => (row.told_at === null ? [] : nameOf(row))),
  )
}
