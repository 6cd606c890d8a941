import { sql } from 'kysely'
import type { Bilingual } from '#kit/api'
import { isCheckedCode } from '#kit/checkedCode'
import { audit } from '#platform/audit'
import type { CardDeps } from './deps.ts'
import type { CardTables } from './tables.ts'

interface Item {
  readonly code: string
  readonly orderNo?: string | undefined
  readonly parcel?: string | undefined
}

const mistyped = { zh: '卡号不对：有字符错了', en: 'Not a code: a character is wrong' }
const unknown = { zh: '没有这张卡', en: 'No such card' }
const twice = { zh: '这份名单里重复了', en: 'Twice in this list' }

/** The code in what a scanner gives: the address of the card, or the code alone. */
export const codeIn = (text: string): string => (text.split('/').at(-1) ?? '').toLowerCase().replaceAll(/[\s-]/g, '')

/** Which cards went into which parcels: the first time stays, what is mistyped is named and goes to no other card. */
export async function insertCards(
  { postgres, now }: Pick<CardDeps, 'postgres' | 'now'>,
  items: readonly Item[],
  by: string,
) {
  const refused: { line: number; code: string; why: Bilingual }[] = []
  const wanted = new Map<string, { line: number; item: Item }>()
  for (const [i, item] of items.entries()) {
    const code = codeIn(item.code)
    const refuse = (why: Bilingual) => refused.push({ line: i + 1, code: item.code, why })
    if (!isCheckedCode(code)) refuse(mistyped)
    else if (wanted.has(code)) refuse(twice)
    else wanted.set(code, { line: i + 1, item })
  }
  const rows = [...wanted].map(([code, { item }]) => ({ ...item, card: code }))
  const done = await postgres.transaction(async (tx) => {
    const found = await sql<{ code: string; again: boolean }>`
      update acquisition_card c set inserted_at = coalesce(c.inserted_at, ${new Date(now())}),
        order_no = coalesce(t.order_no, c.order_no), parcel = coalesce(t.parcel, c.parcel)
      from (select k.id, k.inserted_at is not null as again, t.* from unnest(${rows.map(({ card }) => card)}::text[],
        ${rows.map(({ orderNo }) => orderNo || null)}::text[], ${rows.map(({ parcel }) => parcel || null)}::text[])
        as t(code, order_no, parcel) join acquisition_card k on k.code = t.code for update of k) t
      where c.id = t.id returning c.code, t.again`.execute(tx.tables<CardTables>())
    await audit(tx, by, 'card.inserted', String(found.rows.length), { cards: found.rows.length })
    return found.rows
  })
  const known = new Set(done.map(({ code }) => code))
  for (const [code, { line, item }] of wanted)
    if (!known.has(code)) refused.push({ line, code: item.code, why: unknown })
  const again = done.filter((one) => one.again).length
  return { inserted: done.length - again, again, refused: refused.toSorted((a, b) => a.line - b.line) }
}
