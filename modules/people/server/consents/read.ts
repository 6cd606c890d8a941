import { sql } from 'kysely'
import type { Db, Postgres } from '#platform/postgres/postgres'
import type { ConsentState } from '../../core/consents.ts'
import type { Consent, Consents, TimelineSource } from '../../index.ts'
import type { PeopleTables } from '../tables.ts'

/** Keyed fingerprints of the ids of people who stand. */
export type Prints = (people: readonly string[]) => Promise<readonly { person: string; type: string; hash: Buffer }[]>

export interface ConsentDeps {
  readonly postgres: Postgres
  readonly identities: { prints: Prints }
  readonly now: () => number
}

export interface StateRow {
  readonly asked: string
  readonly person: string
  readonly purpose: string
  readonly excluded: boolean
  readonly state: ConsentState
  readonly at: Date | null
  readonly textVersion: string | null
}

const stands = sql`not exists (select from people_consent_void v where v.record = c.id)`

/** How each of these people stands to each purpose: the latest word counts, of two of one moment the withdrawal. */
export async function statesOf(
  { postgres, identities, now }: ConsentDeps,
  people: readonly string[],
  purposes: readonly string[],
): Promise<readonly StateRow[]> {
  if (people.length === 0 || purposes.length === 0) return []
  const db = postgres.tables<PeopleTables>()
  const { rows } = await sql<StateRow>`
    with asked as materialized (
      select p.id as asked, k.id as person, k.excluded is not null as excluded from people_person p
      join people_person k on k.id = coalesce(p.merged_into, p.id) where p.id = any(${people}::bigint[])
    ), strand as materialized (
      select person, person as id from asked
      union select a.person, m.id from asked a join people_person m on m.merged_into = a.person
    ), latest as materialized (
      select distinct on (s.person, c.purpose) s.person, c.purpose, c.given, c.at, c.text_version
      from strand s cross join lateral (
        select * from people_consent c where c.strands @> array[s.id] and c.purpose = any(${purposes}::text[]) offset 0
      ) c
      where ${stands}
      order by s.person, c.purpose, c.at desc nulls last, c.given, c.id desc
    )
    select a.asked, a.person, a.excluded, u.purpose, c.at, c.text_version as "textVersion",
      case c.given when true then 'given' when false then 'withdrawn' else 'unknown' end as state
    from asked a cross join unnest(${purposes}::text[]) with ordinality as u(purpose, place)
    left join latest c on c.person = a.person and c.purpose = u.purpose
    order by a.asked, u.place`.execute(db)
  return withBuried(db, rows, identities.prints, now())
}

interface Buried {
  person: string
  purpose: string
  at: Date
}

/** Whoever withdrew, was erased and came back stands as withdrawn until they say yes anew. */
async function withBuried(db: Db<PeopleTables>, rows: readonly StateRow[], prints: Prints, now: number) {
  const open = rows.filter(({ state }) => state !== 'withdrawn')
  const purposes = [...new Set(open.map(({ purpose }) => purpose))]
  const until = new Date(now)
  const any = await sql`select from people_consent_buried
    where purpose = any(${purposes}::text[]) and until > ${until} limit 1`.execute(db)
  if (any.rows.length === 0) return rows
  const ids = await prints([...new Set(open.map(({ person }) => person))])
  const found = await sql<Buried>`
    select i.person, b.purpose, max(b.at) as at
    from unnest(${ids.map((one) => one.person)}::bigint[], ${ids.map((one) => one.type)}::text[],
      ${ids.map((one) => one.hash)}::bytea[]) as i(person, type, hash)
    join people_consent_buried b on b.type = i.type and b.hash = i.hash
    where b.purpose = any(${purposes}::text[]) and b.until > ${until} group by i.person, b.purpose`.execute(db)
  const buried = new Map(found.rows.map(({ person, purpose, at }) => [`${person} ${purpose}`, at]))
  return rows.map((row): StateRow => {
    const at = buried.get(`${row.person} ${row.purpose}`)
    const isLater = at && (row.state === 'unknown' || row.at === null || at >= row.at)
    return isLater ? { ...row, state: 'withdrawn', at, textVersion: null } : row
  })
}

/** The port for whoever sends. */
export function consentsOf(deps: ConsentDeps): Consents {
  return {
    async of(people, purpose) {
      const rows = await statesOf(deps, people, [purpose])
      return new Map(
        rows.map(({ asked, person, state, excluded }): [string, Consent] => [asked, { person, state, excluded }]),
      )
    },
  }
}

/** The records of a person by their strands, newest first, with whether they still count. */
export async function recordsOf(db: Db<PeopleTables>, of: readonly string[], before: string | null, limit: number) {
  let query = db
    .selectFrom('people_consent as c')
    .leftJoin('people_consent_void as v', 'v.record', 'c.id')
    .selectAll('c')
    .select('v.voided_at')
    .where(sql<boolean>`c.strands && ${[...of]}::bigint[]`)
  if (before !== null) query = query.where('c.id', '<', before)
  return query.orderBy('c.id', 'desc').limit(limit).execute()
}

/** What people said to the purposes, for the timeline; what was taken back with its import is no history. */
export function consentTimeline(postgres: Postgres): TimelineSource {
  return {
    facts: 'consent',
    async read(persons, before, limit) {
      const upTo = new Date(Math.min(before, Date.UTC(9999, 0)))
      const { rows } = await sql<{ said: Date; purpose: string; given: boolean; version: string | null; from: string }>`
        select coalesce(c.at, c.recorded_at) as said, c.purpose, c.given, c.text_version as version, c.source as from
        from people_consent c
        where c.strands && ${[...persons]}::bigint[] and coalesce(c.at, c.recorded_at) < ${upTo} and ${stands}
        order by said desc, c.id desc limit ${limit}`.execute(postgres.tables<PeopleTables>())
      return rows.map(({ said, purpose, given, version, from }) => ({
        ...{ at: said.getTime(), kind: 'consent', name: given ? 'consent given' : 'consent withdrawn' },
        detail: { purpose, textVersion: version, source: from },
      }))
    },
  }
}
