import { sql } from 'kysely'
import type { Vault } from '#platform/crypto'
import type { Db, Postgres } from '#platform/postgres/postgres'
import { isNamed, kindOf } from '../core/kinds.ts'
import { type Whole, without } from '../core/strands.ts'
import { handlesOf, shownBecause, shownHandle } from './shown.ts'
import { strandsOf } from './store.ts'
import type { IdentityTables } from './tables.ts'
import { wholeOf } from './wholes.ts'

export interface GraphDeps {
  postgres: Postgres
  vault: Vault
}

type Identified = Db<IdentityTables>
type Handle = IdentityTables['identity_handle']

/** Everything that makes this person one: ids, earlier ids, merges, and from whom they were parted. Null = nobody. */
export async function graphOf({ postgres, vault }: GraphDeps, id: string) {
  const db = postgres.tables<IdentityTables>()
  const strands = await strandsOf(db, id)
  const handles = await handlesOf(db, strands)
  const merges = await mergesOf(db, vault, strands)
  if (handles.length + merges.length === 0) return null
  return {
    person: strands[0] ?? id,
    strands,
    identities: handles.map((row) => ({
      ...shownHandle(vault, row),
      ...{ strand: row.strand, strength: strengthOf(row), origin: row.origin },
      firstSeenAt: row.first_seen.toISOString(),
    })),
    earlier: await earlierOf(db, vault, strands),
    merges,
    apart: await apartOf(db, strands),
  }
}

function strengthOf({ type, strong, shared_at }: Handle) {
  if (shared_at) return 'shared' as const
  if (strong) return 'strong' as const
  const kind = kindOf(type)
  return kind?.strength === 'strong' ? ('remarked' as const) : ('weak' as const)
}

async function mergesOf(db: Identified, vault: Vault, strands: readonly string[]) {
  const rows = await sql<IdentityTables['identity_merge']>`
    select * from identity_merge where lead = any(${strands}::bigint[]) or other = any(${strands}::bigint[])
    order by id limit 500`.execute(db)
  return rows.rows.map((row) => ({
    ...{ id: row.id, lead: row.lead, other: row.other, because: shownBecause(vault, row.because) },
    at: row.at.toISOString(),
    hand: byOf(row.recorded_at, row.by, row.reason),
    undone: byOf(row.undone_at, row.undone_by, row.undone_reason),
  }))
}

function byOf(at: Date | null, by: string | null, reason: string | null) {
  return at && by !== null ? { at: at.toISOString(), by, reason: reason ?? '' } : null
}

async function earlierOf(db: Identified, vault: Vault, strands: readonly string[]) {
  const rows = await sql<Handle & { until: Date; why: 'moved' | 'unbound' }>`
    select distinct on (h.id) h.*, p.until, p.why from identity_past p join identity_handle h on h.id = p.handle
    where p.strand = any(${strands}::bigint[]) and h.strand <> all(${strands}::bigint[])
    order by h.id, p.until desc limit 200`.execute(db)
  return rows.rows.map((row) => ({
    ...shownHandle(vault, row),
    ...{ until: row.until.toISOString(), why: row.why, person: row.person },
  }))
}

async function apartOf(db: Identified, strands: readonly string[]) {
  const rows = await sql<{ person: string; by: string; reason: string; at: Date }>`
    select coalesce(s.person, t.strand) as person, t.by, t.reason, t.at from (
      select other as strand, by, reason, at from identity_apart where one = any(${strands}::bigint[])
      union all select one, by, reason, at from identity_apart where other = any(${strands}::bigint[])
    ) t left join identity_strand s on s.strand = t.strand order by t.at`.execute(db)
  return rows.rows.map((row) => ({ ...row, at: row.at.toISOString() }))
}

/** A person with ids, as previews and questions show them. */
export async function sideOf(db: Identified, vault: Vault, { person, strands }: Pick<Whole, 'person' | 'strands'>) {
  const handles = await handlesOf(db, strands)
  return { person, strands: [...strands], identities: handles.map((row) => shownHandle(vault, row)) }
}

/** What stays with a person and what goes if one of their ids were unbound; null when they have no such id. */
export async function previewUnbind({ postgres, vault }: GraphDeps, id: string, identity: string) {
  const db = postgres.tables<IdentityTables>()
  const strands = await strandsOf(db, id)
  const { identities, ...side } = await sideOf(db, vault, { person: strands[0] ?? id, strands })
  const goes = identities.find((one) => one.id === identity)
  if (!goes) return null
  const rest = identities.filter((one) => one !== goes)
  // Orders that they name prove nobody: whoever has nothing else is that id already.
  const alone = !rest.some(({ type }) => !isNamed(type))
  return { stays: { ...side, identities: rest }, goes, refusal: alone ? ('only-id' as const) : null }
}

/** Who would stand if a merge were undone; null when the person has no such merge. */
export async function previewUndo({ postgres, vault }: GraphDeps, person: string, merge: string) {
  const db = postgres.tables<IdentityTables>()
  const whole = await wholeOf(db, person)
  if (!whole.joints.some(({ id }) => id === merge)) return null
  return Promise.all(without(whole, merge).map((side) => sideOf(db, vault, side)))
}
