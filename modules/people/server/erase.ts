import { sql } from 'kysely'
import type { Outbox } from '#platform/outbox'
import type { Db, Postgres, Tx } from '#platform/postgres/postgres'
import { peopleChanged } from '../index.ts'
import { dropConsents, voidConsents, withConsents } from './consents/record.ts'
import { reviseEntries } from './entries.ts'
import { holdStanding } from './standing.ts'
import type { PeopleTables } from './tables.ts'

export interface ErasingDeps {
  postgres: Postgres
  outbox: Outbox
  goLiveAt: () => Promise<number>
}

/** Port: takes back what a removed source has said of people. */
export interface PeopleErasing {
  /** Takes back the entries and carriers that these imports brought. */
  forgetImports(imports: readonly string[]): Promise<void>
  /** Those of these people who have an entry, a carrier or a word to a purpose. */
  proven(persons: readonly string[]): Promise<readonly string[]>
  /** Those of these people whom an import that can still be undone has mentioned; `except` these. */
  mentioned(persons: readonly string[], except: readonly string[]): Promise<readonly string[]>
  /** Deletes these people, who must have no proof left; whoever they invited came by themselves. */
  erase(tx: Tx, persons: readonly string[]): Promise<void>
  /** Decides all entries anew, after the day of going live was changed. */
  reviseAll(): Promise<void>
}

export function peopleErasing(deps: ErasingDeps): PeopleErasing {
  const db = () => deps.postgres.tables<PeopleTables>()
  return {
    forgetImports: (imports) => deps.postgres.transaction((tx) => forgetImports(deps, tx, imports)),
    async proven(persons) {
      const rows = await sql<{ person: string }>`
        select person from people_entry where person = any(${persons}::bigint[])
        union select person from people_carrier where person = any(${persons}::bigint[])`.execute(db())
      return [...rows.rows.map(({ person }) => person), ...(await withConsents(db(), persons))]
    },
    async mentioned(persons, except) {
      const rows = await sql<{ person: string }>`select distinct person from people_import_change
        where person = any(${persons}::bigint[]) and import <> all(${except}::bigint[])`.execute(db())
      return rows.rows.map(({ person }) => person)
    },
    erase: (tx, persons) => erase(deps, tx, persons),
    reviseAll: () => reviseAll(deps),
  }
}

async function forgetImports({ outbox, goLiveAt }: ErasingDeps, tx: Tx, imports: readonly string[]) {
  const db = tx.tables<PeopleTables>()
  const concerned = await sql<{ person: string }>`
    select person from people_entry where import = any(${imports}::bigint[])
    union select person from people_carrier where import = any(${imports}::bigint[])`.execute(db)
  const persons = concerned.rows.map(({ person }) => person)
  const standing = await holdStanding(db, persons)
  await voidConsents(db, imports)
  await sql`delete from people_entry where import = any(${imports}::bigint[])`.execute(db)
  const carriers = await sql<{ id: string }>`
    delete from people_carrier where import = any(${imports}::bigint[]) returning id`.execute(db)
  const ids = [...new Set(persons.map(standing))]
  await reviseEntries(db, ids, await goLiveAt())
  if (ids.length === 0) return
  await outbox.publish(tx, peopleChanged, { ids, gone: { people: [], carriers: carriers.rows.map(({ id }) => id) } })
}

async function erase({ outbox, goLiveAt }: ErasingDeps, tx: Tx, persons: readonly string[]) {
  const db = tx.tables<PeopleTables>()
  const invited = await sql<{ person: string }>`
    update people_entry set inviter = null, inviter_strand = null
    where inviter = any(${persons}::bigint[]) or inviter_strand = any(${persons}::bigint[]) returning person`.execute(
    db,
  )
  await sql`delete from people_private where person = any(${persons}::bigint[])`.execute(db)
  await dropConsents(db, persons)
  await sql`delete from people_import_change where person = any(${persons}::bigint[])`.execute(db)
  await sql`delete from people_person where id = any(${persons}::bigint[])`.execute(db)
  await sql`delete from people_owner where person = any(${persons}::bigint[])`.execute(db)
  const ids = [...new Set(invited.rows.map(({ person }) => person))]
  await reviseEntries(db, ids, await goLiveAt())
  await outbox.publish(tx, peopleChanged, { ids, gone: { people: persons, carriers: [] } })
}

const chunk = 2000

async function reviseAll({ postgres, outbox, goLiveAt }: ErasingDeps) {
  const goLive = await goLiveAt()
  for (let after: string | null = '0'; after !== null; ) {
    const last: string = after
    after = await postgres.transaction(async (tx) => {
      const db = tx.tables<PeopleTables>()
      const persons = await nextEntered(db, last)
      await holdStanding(db, persons)
      const ids = await reviseEntries(db, persons, goLive)
      if (ids.length > 0) await outbox.publish(tx, peopleChanged, { ids })
      return persons.at(-1) ?? null
    })
  }
  outbox.kick()
}

async function nextEntered(db: Db<PeopleTables>, after: string): Promise<string[]> {
  const rows = await sql<{ id: string }>`
    select id from people_person where id > ${after}::bigint and entered_at is not null order by id limit ${chunk}`.execute(
    db,
  )
  return rows.rows.map(({ id }) => id)
}
