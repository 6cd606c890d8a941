import { sql } from 'kysely'
import type { Db } from '#platform/postgres/postgres'
import type { PersonRow } from '../core/readPerson.ts'
import type { EntryRow } from './entries.ts'
import { type Saying, tellOwn } from './own.ts'
import type { PeopleTables } from './tables.ts'

/** A row of a list with the person it is about, who stands for the strand that is stored. */
export interface Placed {
  readonly row: PersonRow
  readonly person: string
  readonly strand: string
  readonly identity: string
  readonly inviter: string | null
  /** The person was there before the import, and only what is empty is to be filled. */
  readonly fill: boolean
}

export function entriesOf(placed: readonly Placed[], importId: string | null): EntryRow[] {
  return placed.flatMap(({ row, strand: person, identity, inviter }): EntryRow[] => {
    if (row.enteredAt === null) return []
    const kind = row.carrier === 'imported' ? 'list' : 'carrier'
    const entry = { person, identity, kind, at: row.enteredAt, inviter, source: row.source } as const
    return [importId === null ? entry : { ...entry, import: importId }]
  })
}

/** Without the entries and carriers of people whose entry is known: those are not empty. */
export async function withoutKnownEntries(db: Db<PeopleTables>, placed: readonly Placed[]): Promise<Placed[]> {
  const asked = placed.filter((one) => one.fill).map((one) => one.person)
  if (asked.length === 0) return [...placed]
  const rows = await sql<{ id: string }>`select id from people_person
    where id = any(${asked}::bigint[]) and entered_at is not null`.execute(db)
  const entered = new Set(rows.rows.map(({ id }) => id))
  return placed.filter((one) => !one.fill || !entered.has(one.person))
}

/** Writes where people can be reached. Returns whom it changed. */
export async function writeCarriers(db: Db<PeopleTables>, placed: readonly Placed[], importId: string | null) {
  const rows = lastOf(
    placed.filter(({ row }) => row.enteredAt !== null),
    ({ identity, row }) => JSON.stringify([identity, row.carrier, row.account, row.enteredAt]),
  )
  const changed = await sql<{ person: string }>`
    insert into people_carrier as c (person, strand, identity, carrier, account, started, ended, import)
    select person, strand, identity, carrier, account,
      to_timestamp(started / 1000.0), to_timestamp(ended / 1000.0), ${importId}::bigint from unnest(
        ${rows.map((p) => p.person)}::bigint[], ${rows.map((p) => p.strand)}::bigint[], ${rows.map((p) => p.identity)}::bigint[],
        ${rows.map((p) => p.row.carrier)}::text[], ${rows.map((p) => p.row.account)}::text[],
        ${rows.map((p) => p.row.enteredAt)}::float8[], ${rows.map((p) => p.row.leftAt)}::float8[])
      as t(person, strand, identity, carrier, account, started, ended)
    on conflict (identity, carrier, account, started) do update set ended = excluded.ended
      where c.ended is distinct from excluded.ended
    returning person`.execute(db)
  const ids = changed.rows.map((row) => row.person)
  await sql`update people_person set version = nextval('people_version') where id = any(${ids}::bigint[])`.execute(db)
  return ids
}

/** Writes staff and source; a source that is known stays. Returns whom it changed. */
export async function writeOwners(db: Db<PeopleTables>, placed: readonly Placed[]) {
  const said = new Map<string, { owner: string | null; source: string | null; fill: boolean }>()
  for (const { person, row, fill } of placed) {
    const before = said.get(person)
    const owner = fill ? (before?.owner ?? row.owner) : (row.owner ?? before?.owner ?? null)
    said.set(person, { owner, source: before?.source ?? row.source, fill })
  }
  const rows = [...said].map(([person, one]) => ({ person, ...one }))
  const owner = sql`case when t.fill then coalesce(p.owner, t.owner) else coalesce(t.owner, p.owner) end`
  const changed = await sql<{ id: string }>`
    update people_person p set owner = ${owner}, source = coalesce(p.source, t.source),
      version = nextval('people_version')
    from unnest(${rows.map((p) => p.person)}::bigint[], ${rows.map((p) => p.owner)}::text[],
      ${rows.map((p) => p.source)}::text[], ${rows.map((p) => p.fill)}::boolean[]) as t(id, owner, source, fill)
    where p.id = t.id and (${owner}, coalesce(p.source, t.source)) is distinct from (p.owner, p.source)
    returning p.id`.execute(db)
  await tellOwn(db, placed.flatMap(ownerSaid))
  return changed.rows.map((row) => row.id)
}

function ownerSaid({ strand, fill, row: { owner, source } }: Placed): Saying[] {
  const facts: ReturnType<Saying['facts']> = [
    ...(owner === null ? [] : [['owner', { op: fill ? 'setOnce' : 'set', value: owner }] as const]),
    // Where a person came from is not said twice.
    ...(source === null ? [] : [['source', { op: 'setOnce', value: source }] as const]),
  ]
  return facts.length > 0 ? [{ strand, facts: () => facts }] : []
}

/** Of rows about the same thing the last one counts. */
function lastOf<T>(rows: readonly T[], keyOf: (row: T) => string): T[] {
  return [...new Map(rows.map((row) => [keyOf(row), row])).values()]
}
