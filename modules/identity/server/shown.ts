import { sql } from 'kysely'
import type { Vault } from '#platform/crypto'
import type { Db } from '#platform/postgres/postgres'
import { kindOf } from '../core/kinds.ts'
import { mask } from '../core/personal.ts'
import { openValue } from './store.ts'
import type { IdentityTables } from './tables.ts'

type Identified = Db<IdentityTables>

/** A claim as screens show it. */
function masked({ type, value }: { type: string; value: string }) {
  return { type, value: kindOf(type)?.personal ? mask(type, value) : value }
}

/** What a merge or doubt was about, opened and masked; the words of a human stand as they are. */
export function shownBecause(vault: Vault, because: unknown) {
  const { type, sealed } = because as { type: string; sealed: string }
  return masked({ type, value: vault.open(Buffer.from(sealed, 'base64'), 'identity_merge.because') })
}

/** An id as screens show it. */
export function shownHandle(
  vault: Vault,
  row: Pick<IdentityTables['identity_handle'], 'id' | 'type' | 'value' | 'sealed'>,
) {
  return { id: row.id, ...masked({ type: row.type, value: openValue(vault, row) }) }
}

/** Ids by strand, the first hundred of each person that stands for them. */
export async function handlesOf(db: Identified, strands: readonly string[]) {
  const rows = await sql<IdentityTables['identity_handle']>`
    select * from identity_handle where strand = any(${strands}::bigint[]) order by id limit 1000`.execute(db)
  return rows.rows
}
