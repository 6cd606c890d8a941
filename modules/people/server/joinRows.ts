import { type RawBuilder, sql } from 'kysely'
import type { Db } from '#platform/postgres/postgres'
import { type Member, type Merging, membersOf } from '../core/members.ts'
import type { PeopleTables } from './tables.ts'

type People = Db<PeopleTables>
type Rows = RawBuilder<unknown>

/**
 * Writes what merges mean for the people's rows, all at once: who stands in the end takes over, and where several know
 * something it is as if they had merged one after the other. Returns who stands, and whom those who are gone had invited.
 */
export async function joinRows(db: People, merges: readonly Merging[]) {
  const members = membersOf(merges)
  const all = sql`unnest(${members.map((m) => m.id)}::bigint[], ${members.map((m) => m.final)}::bigint[],
    ${members.map((m) => m.rank)}::int[], ${members.map((m) => m.place)}::int[]) as m(id, final, rank, place)`
  const left = members.filter(({ id, final }) => id !== final)
  const gone = pairs(left.map(({ id, final }) => [id, final]))
  await joinPersons(db, all)
  await joinPrivate(db, all, gone)
  const strands = await sql<{ id: string; merged_into: string }>`
    with who as (select gone as id, final from ${gone}
      union all select p.id, t.final from ${gone} join people_person p on p.merged_into = t.gone)
    update people_person p set merged_into = who.final, version = nextval('people_version')
    from who where p.id = who.id returning p.id, p.merged_into`.execute(db)
  const invitees = await sql<{ id: string }>`
    update people_person p set inviter = t.final, version = nextval('people_version')
    from ${gone} where p.inviter = t.gone returning p.id`.execute(db)
  for (const table of ['people_entry', 'people_carrier'])
    await sql`update ${sql.table(table)} as e set person = t.final from ${gone} where e.person = t.gone`.execute(db)
  // By the strand, which has an index: looking for the inviter would read all proofs there are.
  const invited = pairs(strands.rows.map(({ id, merged_into }) => [id, merged_into]))
  await sql`update people_entry e set inviter = t.final from ${invited} where e.inviter_strand = t.gone`.execute(db)
  return { finals: finalsOf(members), invitees: invitees.rows.map(({ id }) => id) }
}

const finalsOf = (members: readonly Member[]) => [...new Set(members.map(({ final }) => final))]

const pairs = (list: readonly (readonly [gone: string, final: string])[]): Rows =>
  sql`unnest(${list.map(([gone]) => gone)}::bigint[], ${list.map(([, final]) => final)}::bigint[]) as t(gone, final)`

/** Of attributes the last in the row of ranks wins; an owner and a reason to be left out are kept by whoever came first. */
async function joinPersons(db: People, members: Rows) {
  const first = (column: string) => {
    const name = sql.ref(`p.${column}`)
    return sql`(array_agg(${name} order by m.place) filter (where ${name} is not null))[1]`
  }
  await sql`
    with plain as (
      select m.final, min(p.first_seen) as first_seen, bool_or(p.known) as known, ${first('owner')} as owner,
        ${first('excluded')} as excluded
      from ${members} join people_person p on p.id = m.id group by m.final
    ), traits as (
      select m.final, jsonb_object_agg(a.key, a.value order by m.rank) as attributes
      from ${members} join people_person p on p.id = m.id cross join lateral jsonb_each(p.attributes) a group by m.final
    )
    update people_person k set first_seen = plain.first_seen, known = plain.known, owner = plain.owner,
      excluded = plain.excluded, attributes = coalesce(traits.attributes, '{}'), version = nextval('people_version')
    from plain left join traits using (final) where k.id = plain.final`.execute(db)
}

/** What is proven stays, whichever side it stands on; among equals the rank decides. */
async function joinPrivate(db: People, members: Rows, gone: Rows) {
  await sql`
    with best as (
      select distinct on (m.final, v.field) m.final, v.* from ${members} join people_private v on v.person = m.id
      order by m.final, v.field, v.verified desc, m.rank desc
    )
    insert into people_private (person, field, hash, sealed, verified, updated_at)
    select final, field, hash, sealed, verified, updated_at from best where person <> final
    on conflict (person, field) do update set hash = excluded.hash, sealed = excluded.sealed,
      verified = excluded.verified, updated_at = excluded.updated_at`.execute(db)
  await sql`delete from people_private v using ${gone} where v.person = t.gone`.execute(db)
}
