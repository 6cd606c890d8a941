import { sql } from 'kysely'
import { normalise } from '../core/claims.ts'
import type { IdentityDeps } from './deps.ts'
import { hashOf } from './store.ts'
import type { IdentityTables } from './tables.ts'

/** Ids of one query. */
const most = 5000

/** The number to store for whoever has each of these exact ids, in their order; null = nobody has it. Nobody is created. */
export async function strandsOfIds(
  deps: Pick<IdentityDeps, 'postgres' | 'vault'>,
  ids: readonly { readonly type: string; readonly value: string }[],
): Promise<readonly (string | null)[]> {
  const found: (string | null)[] = []
  for (let i = 0; i < ids.length; i += most) found.push(...(await someOf(deps, ids.slice(i, i + most))))
  return found
}

async function someOf(
  { postgres, vault }: Pick<IdentityDeps, 'postgres' | 'vault'>,
  ids: readonly { readonly type: string; readonly value: string }[],
): Promise<(string | null)[]> {
  const claims = ids.flatMap((id, place) => {
    const claim = normalise(id)
    return typeof claim === 'string' ? [] : [{ place, claim }]
  })
  const { rows } = await sql<{ place: number; strand: string }>`
    select t.place, h.strand::text as strand from unnest(${claims.map(({ place }) => place)}::int[],
        ${claims.map(({ claim }) => claim.type)}::text[], ${claims.map(({ claim }) => hashOf(vault, claim))}::bytea[])
      as t(place, type, hash) join identity_handle h on h.type = t.type and h.hash = t.hash`.execute(
    postgres.tables<IdentityTables>(),
  )
  const strands = new Map(rows.map(({ place, strand }) => [place, strand]))
  return ids.map((_, place) => strands.get(place) ?? null)
}
