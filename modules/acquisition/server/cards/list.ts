import type { z } from 'zod'
import type { CardFilter } from '../../core/cardContract.ts'
import type { CardDeps } from './deps.ts'
import type { BatchRow, CardRow, CardTables } from './tables.ts'
import { orderedCards } from './worth.ts'

interface Page {
  readonly cursor?: string | undefined
  readonly limit: number
}

type Wanted = z.output<typeof CardFilter>
const stages = { inserted: 'inserted_at', scanned: 'scanned_at', added: 'added_at', claimed: 'claimed_at' } as const

const isCursor = (cursor: string | undefined): cursor is string => /^\d{1,18}$/.test(cursor ?? '')

type Listing = Pick<CardDeps, 'postgres' | 'bought'>

async function wantedOf(deps: Listing, { batch, stage }: Wanted) {
  const all = deps.postgres.tables<CardTables>().selectFrom('acquisition_card').where('batch', '=', batch)
  if (!stage) return all
  if (stage !== 'ordered') return all.where(stages[stage], 'is not', null)
  const cards = await orderedCards(deps, batch)
  return all.where('id', 'in', cards.length > 0 ? cards : ['0'])
}

/** The cards of a batch by number, with the names of those who added. */
export async function listCards(deps: Listing & Pick<CardDeps, 'whole'>, { cursor, limit, ...wanted }: Wanted & Page) {
  let query = (await wantedOf(deps, wanted)).selectAll()
  if (isCursor(cursor)) query = query.where('number', '>', Number(cursor))
  const rows = await query
    .orderBy('number')
    .limit(limit + 1)
    .execute()
  const items = await shownCards(deps, rows.slice(0, limit))
  const last = items.at(-1)
  return rows.length > limit && last ? { items, next: String(last.number) } : { items }
}

export async function countCards(deps: Listing, wanted: Wanted): Promise<number> {
  const counted = (await wantedOf(deps, wanted)).select(({ fn }) => fn.countAll<string>().as('n'))
  return Number((await counted.executeTakeFirstOrThrow()).n)
}

const iso = (at: Date | null): string | null => at?.toISOString() ?? null

async function shownCards({ whole }: Pick<CardDeps, 'whole'>, rows: readonly CardRow[]) {
  const names = await whole.namesOf(rows.flatMap(({ strand }) => strand ?? []))
  return rows.map((row) => {
    const who = row.strand === null ? undefined : names.get(row.strand)
    return {
      ...{ id: row.id, number: row.number, code: row.code, person: who?.person ?? null, name: who?.name ?? null },
      ...{ orderNo: row.order_no, parcel: row.parcel, scans: row.scans, leftAt: iso(row.left_at) },
      ...{
        insertedAt: iso(row.inserted_at),
        scannedAt: iso(row.scanned_at),
        addedAt: iso(row.added_at),
        claimedAt: iso(row.claimed_at),
      },
    }
  })
}

const batches = ({ postgres }: Pick<CardDeps, 'postgres'>) =>
  postgres
    .tables<CardTables>()
    .selectFrom('acquisition_card_batch as b')
    .innerJoin('acquisition_card_design as d', 'd.id', 'b.design')
    .selectAll('b')
    .select('d.name as design_name')

/** Batches with the names of their designs, newest first. */
export async function batchRows(
  deps: Pick<CardDeps, 'postgres'>,
  { design, cursor, limit }: Page & { readonly design?: string | undefined },
) {
  let query = batches(deps)
    .orderBy('b.id', 'desc')
    .limit(limit + 1)
  if (design) query = query.where('b.design', '=', design)
  if (isCursor(cursor)) query = query.where('b.id', '<', cursor)
  const rows = await query.execute()
  const items: (BatchRow & { design_name: string })[] = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, next: rows.length > limit && last ? last.id : undefined }
}

export const batchRow = (deps: Pick<CardDeps, 'postgres'>, id: string) => batches(deps).where('b.id', '=', id).execute()
