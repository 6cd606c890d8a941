import { sql } from 'kysely'
import type { ImportRun } from '#modules/intake'
import type { Outbox } from '#platform/outbox'
import type { Tx } from '#platform/postgres/postgres'
import type { Placed } from '../placed.ts'
import type { PeopleTables } from '../tables.ts'
import { addConsents, type ConsentSaid } from './record.ts'

/** An import or, without an id, rows that another system has pushed. */
type Run = Pick<ImportRun, 'createdBy' | 'now'> & { readonly id: string | null }

/**
 * Records what the rows of a list say to purposes. A consent without a date is older than every other word; a refusal
 * without one counts from now. What is known already is not recorded again, and where only gaps are filled nothing is
 * said to a purpose that has an answer.
 */
export async function listedConsents(deps: { outbox: Outbox }, tx: Tx, placed: readonly Placed[], run: Run) {
  const said = placed.flatMap(({ strand, person, row: { consents }, fill }) =>
    consents.said.map(
      ({ purpose, given }): Listed => ({
        ...{ strand, person, purpose, given, fill, textVersion: consents.textVersion },
        at: consents.at ?? (given ? null : run.now),
        dated: consents.at !== null,
      }),
    ),
  )
  if (said.length === 0) return
  const known = await knownOf(tx, said)
  const seen = new Set<string>()
  const fresh = said.filter((one) => {
    const key = keyOf(one.strand, one.purpose, one.given, one.dated ? one.at : null)
    const isNew = !seen.has(key) && isNews(one, known, key)
    seen.add(key)
    return isNew
  })
  if (fresh.length === 0) return
  const source = run.id === null ? 'api' : 'import'
  const origin = { source, reason: null, by: run.createdBy, import: run.id, now: run.now } as const
  await addConsents(deps, tx, fresh, origin)
  await sql`update people_person set version = nextval('people_version')
    where id = any(${[...new Set(fresh.map(({ person }) => person))]}::bigint[])`.execute(tx.tables<PeopleTables>())
}

type Listed = ConsentSaid & { readonly fill: boolean; readonly dated: boolean }

function isNews(one: Listed, { records, answered }: Awaited<ReturnType<typeof knownOf>>, key: string): boolean {
  const last = answered.get(`${one.strand} ${one.purpose}`)
  if (last === undefined) return true
  if (one.fill) return false
  return one.dated ? !records.has(key) : last && !one.given
}

const keyOf = (strand: string, purpose: string, given: boolean, at: number | null) =>
  JSON.stringify([strand, purpose, given, at])

/** What these strands have said by now, and the last of it to each purpose. */
async function knownOf(tx: Tx, said: readonly ConsentSaid[]) {
  const { rows } = await sql<{ strand: string; purpose: string; given: boolean; at: Date | null }>`
    select s.id as strand, c.purpose, c.given, c.at from unnest(${[...new Set(said.map((one) => one.strand))]}::bigint[]) as s(id)
    join people_consent c on c.strands @> array[s.id]
    where c.purpose = any(${[...new Set(said.map((one) => one.purpose))]}::text[])
      and not exists (select from people_consent_void v where v.record = c.id)
    order by s.id, c.purpose, c.at nulls first, c.given desc, c.id`.execute(tx.tables<PeopleTables>())
  const records = new Set(rows.map((row) => keyOf(row.strand, row.purpose, row.given, row.at?.getTime() ?? null)))
  const answered = new Map(rows.map(({ strand, purpose, given }) => [`${strand} ${purpose}`, given]))
  return { records, answered }
}
