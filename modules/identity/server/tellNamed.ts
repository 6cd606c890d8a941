import { sql } from 'kysely'
import type { Outbox } from '#platform/outbox'
import type { Tx } from '#platform/postgres/postgres'
import { isNamed } from '../core/kinds.ts'
import type { IdentityFact } from '../core/known.ts'
import { identityNamed, type NamedOrder, type NamedOrders } from '../index.ts'
import type { IdentityTables } from './tables.ts'

/** Tells which orders have been named, or have gone over to somebody else. */
export async function tellNamed(outbox: Outbox, tx: Tx, facts: readonly IdentityFact[]) {
  const named = facts.flatMap((fact): NamedOrder[] =>
    fact.type === 'claimed' && isNamed(fact.handle.type) ? [namedOf(fact.handle)] : [],
  )
  const moved = facts.flatMap((fact) => (fact.type === 'moved' ? [fact.handle] : []))
  if (moved.length > 0) {
    const rows = await sql<{ type: string; value: string; strand: string }>`
      select type, value, strand from identity_handle where id = any(${moved}::bigint[]) and type ~ '^order(:|$)'`.execute(
      tx.tables<IdentityTables>(),
    )
    named.push(...rows.rows.map(namedOf))
  }
  if (named.length > 0) await outbox.publish(tx, identityNamed, { orders: named } satisfies NamedOrders)
}

function namedOf({ type, value, strand }: { type: string; value: string; strand: string }): NamedOrder {
  return { source: type === 'order' ? null : type.slice('order:'.length), orderNo: value, strand }
}
