import type { ClaimState } from '../../core/claim.ts'
import type { HookDeps } from './deps.ts'
import { shownClaims } from './read.ts'
import type { HookTables } from './tables.ts'

interface Wanted {
  readonly hook: string
  readonly state?: ClaimState | undefined
}

interface Page {
  readonly cursor?: string | undefined
  readonly limit: number
}

/** A page of the claims of a hook, as they are stored, newest first. */
export async function claimRows(
  { postgres }: Pick<HookDeps, 'postgres'>,
  { hook, state, cursor, limit }: Wanted & Page,
) {
  let query = postgres
    .tables<HookTables>()
    .selectFrom('acquisition_claim')
    .selectAll()
    .where('hook', '=', hook)
    .orderBy('id', 'desc')
    .limit(limit + 1)
  if (state) query = query.where('state', '=', state)
  if (/^\d{1,18}$/.test(cursor ?? '')) query = query.where('id', '<', cursor ?? '')
  const rows = await query.execute()
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return rows.length > limit && last ? { items, next: last.id } : { items }
}

export async function listClaims(deps: Pick<HookDeps, 'postgres' | 'vault' | 'whole'>, wanted: Wanted & Page) {
  const { items, ...next } = await claimRows(deps, wanted)
  return { items: await shownClaims(deps, items), ...next }
}

/** How many there are. */
export async function countClaims({ postgres }: Pick<HookDeps, 'postgres'>, { hook, state }: Wanted): Promise<number> {
  let query = postgres
    .tables<HookTables>()
    .selectFrom('acquisition_claim')
    .select(({ fn }) => fn.countAll<string>().as('n'))
    .where('hook', '=', hook)
  if (state) query = query.where('state', '=', state)
  return Number((await query.executeTakeFirstOrThrow()).n)
}
