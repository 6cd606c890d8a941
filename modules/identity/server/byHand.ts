import { sql } from 'kysely'
import { no, ok, type Result } from '#kit/result'
import { audit } from '#platform/audit'
import type { Db, Tx } from '#platform/postgres/postgres'
import type { IdentityFact } from '../core/known.ts'
import type { Rules } from '../core/policy.ts'
import { overLimit } from '../core/working.ts'
import type { IdentityDeps } from './deps.ts'
import { type ByHand, storeFacts } from './facts.ts'
import { loadPersons } from './load.ts'
import { reserve, strandsOf } from './store.ts'
import type { IdentityTables } from './tables.ts'

export type HandRefusal = 'no-such-person' | 'no-such-id' | 'same-person' | 'over-limit' | 'only-id'

/** What a merge by hand would do: who stays, and the limit it would break. */
export async function weighMerge(db: Db<IdentityTables>, one: string, other: string, rules: Rules) {
  const [a = one] = await strandsOf(db, one)
  const [b = other] = await strandsOf(db, other)
  const [first, second] = await loadPersons(db, [a, b])
  if (!first || !second || first.size === 0 || second.size === 0) return no('no-such-person')
  const kept = BigInt(a) < BigInt(b) ? a : b
  const limit = a === b ? null : overLimit(first, second, rules)
  const preferred = first.strong > 0 || second.strong === 0 ? a : b
  return ok({ a, b, kept, limit, preferred })
}

/** Merges two people because a human says so: the cap does not hold, the limits do. */
export async function mergeByHand(
  deps: IdentityDeps,
  tx: Tx,
  { one, other, rules }: { one: string; other: string; rules: Rules },
  hand: ByHand,
) {
  const db = tx.tables<IdentityTables>()
  const weighed = await weighMerge(db, one, other, rules)
  if (!weighed.ok) return weighed
  const { a, b, kept, limit, preferred } = weighed.value
  if (a === b) return no('same-person')
  if (limit !== null) return no('over-limit')
  const gone = kept === a ? b : a
  const strands = { prefer: preferred, lead: preferred, other: preferred === a ? b : a }
  await sql`delete from identity_apart p using
      unnest(${await strandsOf(db, a)}::bigint[]) as x(s), unnest(${await strandsOf(db, b)}::bigint[]) as y(s)
    where p.one in (x.s, y.s) and p.other in (x.s, y.s)`.execute(db)
  const because = { type: 'hand', value: hand.reason }
  const fact: IdentityFact = { type: 'merged', kept, gone, ...strands, because, over: null, at: Date.now() }
  await storeFacts(deps, tx, [fact], { hand })
  await audit(tx, hand.by, 'person.merged', kept, { reason: hand.reason, gone })
  return ok({ person: kept })
}

/** Takes an id off a person from now on. */
export async function unbindByHand(deps: IdentityDeps, tx: Tx, person: string, identity: string, hand: ByHand) {
  const db = tx.tables<IdentityTables>()
  const found = await handleOf(db, person, identity)
  if (!found.ok) return found
  const { size, kind: _, ...handle } = found.value
  if (size < 2) return no('only-id')
  const made = (await reserve(db, 1))()
  const at = Date.now()
  const facts: IdentityFact[] = [
    { type: 'born', person: made, at },
    { type: 'moved', ...handle, to: made, strand: made, at },
  ]
  await storeFacts(deps, tx, facts, { moved: 'unbound' })
  await audit(tx, hand.by, 'person.unbound', handle.from, { reason: hand.reason, identity, to: made })
  return ok({ person: made })
}

/** Gives an id to somebody else from that time on: a phone number with a new owner. */
export async function transferId(
  deps: IdentityDeps,
  tx: Tx,
  { identity, from, to, at, rules }: { identity: string; from: string; to: string; at: number; rules: Rules },
) {
  const db = tx.tables<IdentityTables>()
  const found = await handleOf(db, from, identity)
  if (!found.ok) return found
  const { size: _, kind, ...handle } = found.value
  const [person = to] = await strandsOf(db, to)
  const [state] = await loadPersons(db, [person])
  if ((state?.counts[kind] ?? 0) >= (rules.kindOf(kind)?.perPerson ?? Infinity)) return no('over-limit')
  await storeFacts(deps, tx, [{ type: 'moved', ...handle, to: person, strand: to, at }])
  return ok({ person })
}

interface Found {
  handle: string
  key: string
  kind: string
  from: string
  strong: boolean
  /** How many ids its person has. */
  size: number
}

async function handleOf(
  db: Db<IdentityTables>,
  person: string,
  identity: string,
): Promise<Result<Found, 'no-such-id'>> {
  const row = await db
    .selectFrom('identity_handle')
    .select(['id', 'type', 'strong', 'person'])
    .where('id', '=', identity)
    .where('strand', 'in', await strandsOf(db, person))
    .executeTakeFirst()
  if (!row) return no('no-such-id')
  const [state] = await loadPersons(db, [row.person])
  // The key is for memory, which forgets everything after a change by hand.
  const { id: handle, type: kind, strong, person: from } = row
  return ok({ handle, key: '', kind, from, strong, size: state?.size ?? 0 })
}
