import { sql } from 'kysely'
import { type CodeAdded, codeAdded } from '#modules/carriers'
import type { Subscription } from '#platform/outbox'
import type { Postgres, Tx } from '#platform/postgres/postgres'
import type { CardsSeen } from '../hooks/deps.ts'
import type { CardTables } from './tables.ts'

/** The code of a card; where a live code chooses its member, that one is named too. */
export const keyOf = (card: string, live: string | null): string =>
  live === null ? `card:${card}` : `card:${card}:${live}`
const cardIn = (key: string | null): string | null => /^card:([1-9]\d*)(?::\d+)?$/.exec(key ?? '')?.[1] ?? null

/** Hears who was added by the code of a card, and who left again. The last telling holds. */
export const hearAdds = (): Subscription => ({
  consumer: 'acquisition.cards',
  topics: [codeAdded],
  async handle(tx, facts) {
    for (const { payload } of facts) {
      const told = payload as CodeAdded
      const card = cardIn(told.key)
      if (card !== null) await keepAdd(tx, card, told)
    }
  },
})

/** The first who adds is whose card it is; somebody else who gets hold of it later changes nothing. */
async function keepAdd(tx: Tx, card: string, { strand, addedAt, leftAt, leftBy }: CodeAdded) {
  const left = leftAt === null || leftBy === 'transfer' ? null : new Date(leftAt)
  await sql`
    update acquisition_card set strand = ${strand}, added_at = coalesce(added_at, ${new Date(addedAt)}), left_at = ${left},
      scanned_at = coalesce(scanned_at, ${new Date(addedAt)}), scans = greatest(scans, 1)
    where id = ${card} and (strand is null and added_at is null or strand = ${strand})`.execute(tx.tables<CardTables>())
}

/** Cards as hooks ask for them. */
export const cardsSeen = ({ postgres, now }: { readonly postgres: Postgres; now(): number }): CardsSeen => ({
  async seen(code) {
    const db = postgres.tables<CardTables>()
    const row = await db
      .selectFrom('acquisition_card')
      .selectAll()
      .where('code', '=', code.toLowerCase())
      .executeTakeFirst()
    if (!row) return null
    return { id: row.id, strand: row.strand, scannedAt: (row.scanned_at ?? row.added_at)?.getTime() ?? now() }
  },
  async claimed(tx, card, at) {
    const set = { claimed_at: at === null ? null : new Date(at) }
    await tx.tables<CardTables>().updateTable('acquisition_card').set(set).where('id', '=', card).execute()
  },
})
