import { sql } from 'kysely'
import type { Vault } from '#platform/crypto'
import type { Db } from '#platform/postgres/postgres'
import { type Subject, type SubjectRecords, type SubjectTable, tableOf } from '#platform/subject'
import { peopleChanged } from '../index.ts'
import { type ConsentDeps, recordsOf, statesOf } from './consents/read.ts'
import { buryWithdrawals } from './consents/record.ts'
import { type ErasingDeps, peopleErasing } from './erase.ts'
import { ownersOf } from './owners.ts'
import type { PeopleTables } from './tables.ts'
import { wearersOf } from './wearers.ts'

/** Profile, personal fields, and how and where a person came. */
export function peopleSubject(deps: ErasingDeps & ConsentDeps & { vault: Vault }): SubjectRecords {
  return {
    tables(subject) {
      const db = deps.postgres.tables<PeopleTables>()
      return [
        profileTable(db, subject),
        personalTable(db, deps.vault, subject),
        ...comingTables(db, subject),
        tableOf('people.owners', ['owner', 'at'], async () =>
          (await ownersOf(db, subject.strands)).map(({ owner, at }) => ({ owner, at })),
        ),
        consentTable(db, subject),
        wearersTable(deps, subject),
      ]
    },
    async erase(tx, subject) {
      const { strands } = subject
      const own = tx.tables<PeopleTables>()
      const refusals = await bury(deps, own, subject)
      await sql`delete from people_wearer where strand = any(${strands}::bigint[])`.execute(own)
      await sql`delete from people_entry where strand = any(${strands}::bigint[])`.execute(own)
      const carriers = await sql<{ id: string }>`
        delete from people_carrier where strand = any(${strands}::bigint[]) returning id`.execute(own)
      const gone = { people: [], carriers: carriers.rows.map(({ id }) => id) }
      await deps.outbox.publish(tx, peopleChanged, { ids: [], gone })
      await peopleErasing(deps).erase(tx, strands)
      return refusals === 0 ? [] : [{ table: 'people.refusals', rows: refusals, why: refused }]
    },
  }
}

const refused = {
  zh: '只留下撤回了哪些同意和编号的不可逆指纹，三年，用来继续尊重拒绝',
  en: 'Only which consents were withdrawn and keyed fingerprints of the ids stay, for three years, to go on respecting the refusal',
}

async function bury(deps: ConsentDeps, own: Db<PeopleTables>, { person, strands }: Subject): Promise<number> {
  const said = await recordsOf(own, strands, null, 10_000)
  const purposes = [...new Set(said.map(({ purpose }) => purpose))]
  const withdrawn = (await statesOf(deps, [person], purposes)).filter(({ state }) => state === 'withdrawn')
  return buryWithdrawals(own, await deps.identities.prints([person]), withdrawn, deps.now())
}

const iso = (time: Date | null) => time?.toISOString() ?? null

function profileTable(db: Db<PeopleTables>, { strands }: Subject): SubjectTable {
  const columns = ['id', 'firstSeenAt', 'enteredAt', 'entry', 'source', 'owner', 'attributes']
  return tableOf('people.profile', columns, async () => {
    const rows = await db
      .selectFrom('people_person')
      .selectAll()
      .where('id', 'in', [...strands])
      .execute()
    return rows.map(({ id, entry, source, owner, attributes, first_seen, entered_at }) => ({
      ...{ id, entry, source, owner, attributes, firstSeenAt: iso(first_seen), enteredAt: iso(entered_at) },
    }))
  })
}

function personalTable(db: Db<PeopleTables>, vault: Vault, { strands }: Subject): SubjectTable {
  return tableOf('people.personal', ['field', 'value', 'verified', 'updatedAt'], async () => {
    const rows = await db
      .selectFrom('people_private')
      .selectAll()
      .where('person', 'in', [...strands])
      .execute()
    return rows.map(({ field, sealed, verified, updated_at }) => ({
      ...{ field, value: vault.open(sealed, 'people_private.sealed'), verified, updatedAt: iso(updated_at) },
    }))
  })
}

/** Who is looked after under them: a parent speaks for a child. */
function wearersTable(deps: Parameters<typeof wearersOf>[0], { strands }: Subject): SubjectTable {
  return tableOf('people.wearers', ['name', 'relation', 'birthYear', 'facts', 'updatedAt'], async () =>
    (await wearersOf(deps, strands)).map(({ id: _, ...wearer }) => wearer),
  )
}

function comingTables(db: Db<PeopleTables>, { strands }: Subject): SubjectTable[] {
  return [
    tableOf('people.entries', ['kind', 'at', 'source'], async () => {
      const rows = await db
        .selectFrom('people_entry')
        .selectAll()
        .where('strand', 'in', [...strands])
        .execute()
      return rows.map(({ kind, at, source }) => ({ kind, at: iso(at), source }))
    }),
    tableOf('people.carriers', ['carrier', 'account', 'startedAt', 'endedAt'], async () => {
      const rows = await db
        .selectFrom('people_carrier')
        .selectAll()
        .where('strand', 'in', [...strands])
        .execute()
      return rows.map((row) => ({
        ...{ carrier: row.carrier, account: row.account, startedAt: iso(row.started), endedAt: iso(row.ended) },
      }))
    }),
  ]
}

function consentTable(db: Db<PeopleTables>, { strands }: Subject): SubjectTable {
  const columns = ['purpose', 'given', 'at', 'recordedAt', 'textVersion', 'source', 'voided']
  return tableOf('people.consents', columns, async () => {
    const rows = await recordsOf(db, strands, null, 10_000)
    return rows.map((row) => ({
      ...{ purpose: row.purpose, given: row.given, at: iso(row.at), recordedAt: iso(row.recorded_at) },
      ...{ textVersion: row.text_version, source: row.source, voided: row.voided_at !== null },
    }))
  })
}
