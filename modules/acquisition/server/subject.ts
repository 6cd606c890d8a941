import type { Postgres } from '#platform/postgres/postgres'
import type { SubjectRecords } from '#platform/subject'
import { eraseLive, liveTable } from './live/subject.ts'

/** Clicks are of visitors whom nobody can name: a keyed hash that changes every day. Of live codes it is known who came by them. */
export const acquisitionSubject = ({ postgres }: { readonly postgres: Postgres }): SubjectRecords => ({
  tables: ({ strands }) => [liveTable(postgres, strands)],
  async erase(tx, { strands }) {
    await eraseLive(tx, strands)
    return []
  },
})
