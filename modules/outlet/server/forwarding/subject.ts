import type { Vault } from '#platform/crypto'
import type { Postgres } from '#platform/postgres/postgres'
import { type SubjectTable, tableOf } from '#platform/subject'
import type { OutletTables } from '../tables.ts'
import { opened } from './opened.ts'

const columns = ['toldTo', 'host', 'kind', 'purpose', 'pseudonym', 'lastAt']

/** To whom behaviour goes and under which name; what went is not kept by person, only at the receiver. */
export function forwardedTable(
  { postgres, vault }: { postgres: Postgres; vault: Vault },
  person: string,
): SubjectTable {
  return tableOf('outlet.forwarders', columns, async () => {
    const rows = await postgres
      .tables<OutletTables>()
      .selectFrom('outlet_forwarder')
      .selectAll()
      .where('sent', '>', '0')
      .orderBy('id')
      .execute()
    return rows.map((row) => ({
      ...{ toldTo: row.name, host: new URL(String(row.settings['url'])).host, kind: row.kind, purpose: row.purpose },
      pseudonym: opened(vault, row).pseudonym('person', person),
      lastAt: row.delivered_at?.toISOString() ?? null,
    }))
  })
}
