import { sql } from 'kysely'
import { baseOf } from '../core/kinds.ts'
import { type Policy, rulesOf } from '../core/policy.ts'
import type { GraphDeps } from './graph.ts'
import { openValue } from './store.ts'
import type { IdentityTables } from './tables.ts'

type Row = Pick<IdentityTables['identity_handle'], 'id' | 'type' | 'value' | 'sealed'>

const chunk = 5000
/** Each value has to be opened: 200,000 take about two seconds, and more would hold up everybody else. */
const most = 200_000

/** How many known ids another policy would block that this one does not, by their type; the newest are looked at first. */
export async function previewBlocked({ postgres, vault }: GraphDeps, now: Policy, then: Policy) {
  const known = new Set(now.blocked.map((one) => JSON.stringify(one)))
  const added = then.blocked.filter((one) => !known.has(JSON.stringify(one)))
  const [before, after] = [rulesOf(now), rulesOf({ ...then, blocked: added })]
  const everyType = added.some(({ type }) => type === undefined)
  const bases = everyType ? null : [...new Set(added.map(({ type = '' }) => baseOf(type)))]
  const found = new Map<string, number>()
  let looked = 0
  let from: string | null = null
  while (added.length > 0 && looked < most) {
    const rows: { rows: Row[] } = await sql<Row>`
      select id, type, value, sealed from identity_handle
      where (${from}::bigint is null or id < ${from}::bigint)
        and (${bases}::text[] is null or split_part(type, ':', 1) = any(${bases}::text[]))
      order by id desc limit ${chunk}`.execute(postgres.tables<IdentityTables>())
    for (const row of rows.rows) {
      const claim = { type: row.type, value: openValue(vault, row) }
      if (after.isBlocked(claim) && !before.isBlocked(claim)) found.set(row.type, (found.get(row.type) ?? 0) + 1)
    }
    looked += rows.rows.length
    from = rows.rows.at(-1)?.id ?? null
    if (rows.rows.length < chunk) return answer(found, true)
  }
  return answer(found, added.length === 0)
}

function answer(found: ReadonlyMap<string, number>, exact: boolean) {
  const types = [...found].map(([type, ids]) => ({ type, ids })).sort((a, b) => b.ids - a.ids)
  return { ids: types.reduce((sum, { ids }) => sum + ids, 0), types, exact }
}
