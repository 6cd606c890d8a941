import { sql } from 'kysely'
import type { Vault } from '#platform/crypto'
import type { Postgres } from '#platform/postgres/postgres'
import { type SubjectRecords, tableOf } from '#platform/subject'
import { personsIn, type Tellable, type Told, without } from '../core/facts.ts'
import { forwardedTable } from './forwarding/subject.ts'
import type { OutletDb, OutletTables } from './tables.ts'

export interface OutletSubjectDeps {
  readonly postgres: Postgres
  readonly facts: readonly Tellable[]
  readonly vault: Vault
}

const columns = ['toldTo', 'host', 'fact', 'state', 'createdAt', 'items']

/** What was told of a person, and to whom. Erased, they go out of every delivery that is kept or waits. */
export function outletSubject(deps: OutletSubjectDeps): SubjectRecords {
  return {
    tables: ({ person, strands }) => [
      forwardedTable(deps, person),
      tableOf('outlet.deliveries', columns, async () => {
        const rows = await naming(deps.postgres.tables<OutletTables>(), strands)
        return rows.map((row) => ({
          ...{ toldTo: row.name, host: new URL(row.url).host, fact: row.fact, state: row.state },
          createdAt: row.created_at.toISOString(),
          items: about(row.body, fieldsOf(deps.facts, row.fact), strands),
        }))
      }),
    ],
    async erase(tx, { strands }) {
      const db = tx.tables<OutletTables>()
      for (const row of await naming(db, strands)) await takeOut(db, row, fieldsOf(deps.facts, row.fact), strands)
      return []
    },
  }
}

const fieldsOf = (facts: readonly Tellable[], name: string) => facts.find((one) => one.name === name)?.persons ?? []

async function naming(db: OutletDb, strands: readonly string[]) {
  return db
    .selectFrom('outlet_delivery as d')
    .innerJoin('outlet_webhook as w', 'w.id', 'd.webhook')
    .select(['d.id', 'd.fact', 'd.body', 'd.state', 'd.created_at', 'w.name', 'w.url'])
    .where(sql<boolean>`d.persons && ${[...strands]}::bigint[]`)
    .orderBy('d.id')
    .execute()
}

/** The items that name the person, and nobody else's. */
function about(body: string, fields: readonly string[], strands: readonly string[]): string {
  const { data } = JSON.parse(body) as Told
  return JSON.stringify(data.items.filter((item) => fields.some((field) => strands.includes(String(item[field])))))
}

/** The others of the same delivery are still told; of a fact that is none any more nothing is kept. */
async function takeOut(
  db: OutletDb,
  { id, body }: { id: string; body: string },
  fields: readonly string[],
  strands: readonly string[],
) {
  const rest = fields.length === 0 ? null : without(JSON.parse(body) as Told, fields, strands)
  if (rest === null) {
    await db.deleteFrom('outlet_delivery').where('id', '=', id).execute()
    return
  }
  const { items } = rest.data
  await db
    .updateTable('outlet_delivery')
    .set({ body: JSON.stringify(rest), items: items.length, persons: personsIn(items, fields) })
    .where('id', '=', id)
    .execute()
}
