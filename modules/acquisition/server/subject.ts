import type { Postgres } from '#platform/postgres/postgres'
import { type SubjectRecords, tableOf } from '#platform/subject'
import type { AcquisitionTables } from './tables.ts'

/**
 * Links of people's own, with their clicks: erased, they go. All other clicks are of visitors whom nobody can name: a keyed
 * hash that changes every day.
 */
export const acquisitionSubject = ({ postgres }: { readonly postgres: Postgres }): SubjectRecords => ({
  tables: ({ strands }) => [
    tableOf('acquisition.links', ['link', 'message', 'madeAt', 'clickedAt', 'app'], async () => {
      const rows = await postgres
        .tables<AcquisitionTables>()
        .selectFrom('acquisition_personal as p')
        .innerJoin('acquisition_link as l', 'l.id', 'p.link')
        .leftJoin('acquisition_personal_click as c', 'c.personal', 'p.id')
        .select(['l.name', 'p.title', 'p.made_at', 'c.at', 'c.app'])
        .where('p.person', 'in', [...strands])
        .orderBy('p.id')
        .orderBy('c.at')
        .execute()
      return rows.map(({ name, title, made_at: madeAt, at, app }) => ({
        ...{ link: name, message: title, madeAt: madeAt.toISOString(), clickedAt: at?.toISOString() ?? null, app },
      }))
    }),
  ],
  async erase(tx, { strands }) {
    const db = tx.tables<AcquisitionTables>()
    await db
      .deleteFrom('acquisition_personal')
      .where('person', 'in', [...strands])
      .execute()
    return []
  },
})
