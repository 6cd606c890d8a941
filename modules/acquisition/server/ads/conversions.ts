import type { Selectable } from 'kysely'
import type { ConversionState } from '../../core/adsContract.ts'
import type { AdsDeps } from './deps.ts'
import type { AdTables } from './tables.ts'

interface Asked {
  readonly id?: string | undefined
  readonly account?: string | undefined
  readonly state?: ConversionState | undefined
  readonly cursor?: string | undefined
  readonly limit: number
}

/** A page of conversions, newest first. */
export async function conversions(
  { postgres }: Pick<AdsDeps, 'postgres'>,
  { id, account, state, cursor, limit }: Asked,
) {
  let query = postgres
    .tables<AdTables>()
    .selectFrom('acquisition_conversion as c')
    .innerJoin('acquisition_ad_account as a', 'a.id', 'c.account')
    .selectAll('c')
    .select(['a.name', 'a.kind'])
    .orderBy('c.id', 'desc')
    .limit(limit + 1)
  if (id !== undefined) query = query.where('c.id', '=', id)
  if (account !== undefined) query = query.where('c.account', '=', account)
  if (state !== undefined) query = query.where('c.state', '=', state)
  if (/^\d{1,18}$/.test(cursor ?? '')) query = query.where('c.id', '<', cursor ?? '')
  const rows = await query.execute()
  const items = rows.slice(0, limit).map(shown)
  const last = items.at(-1)
  return rows.length > limit && last ? { items, next: last.id } : { items }
}

type Row = Selectable<AdTables['acquisition_conversion']> & { readonly name: string; readonly kind: string }

const shown = (row: Row) => ({
  ...{ id: row.id, account: row.account, accountName: row.name, kind: row.kind, event: row.event, key: row.key },
  ...{ person: row.person, amount: Number(row.amount), campaign: row.campaign, state: row.state, reason: row.reason },
  ...{ at: row.at.toISOString(), clickedAt: row.clicked_at.toISOString(), tries: row.tries },
  ...{ nextAt: row.next_at?.toISOString() ?? null, sentAt: row.sent_at?.toISOString() ?? null },
})
