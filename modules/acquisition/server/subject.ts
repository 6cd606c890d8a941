import type { Postgres } from '#platform/postgres/postgres'
import { type Subject, type SubjectRecords, tableOf } from '#platform/subject'
import { conversionTable, eraseConversions } from './ads/subject.ts'
import { eraseLive, liveTable } from './live/subject.ts'
import { erasePaid } from './paid/subject.ts'
import type { AcquisitionTables } from './tables.ts'

const iso = (at: Date | null) => at?.toISOString() ?? null

const linkTable = (postgres: Postgres, strands: Subject['strands']) =>
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
  })

const visitTable = (postgres: Postgres, strands: Subject['strands']) =>
  tableOf('acquisition.visits', ['page', 'at', 'app', 'actedAt', 'arrivedAt', 'addedAt', 'leftAt'], async () => {
    const rows = await postgres
      .tables<AcquisitionTables>()
      .selectFrom('acquisition_visit as v')
      .innerJoin('acquisition_handover as h', 'h.id', 'v.page')
      .selectAll('v')
      .select('h.name')
      .where((e) => e.or([e('v.person', 'in', [...strands]), e('v.adder', 'in', [...strands])]))
      .orderBy('v.id')
      .execute()
    return rows.map((row) => ({
      ...{ page: row.name, at: iso(row.at), app: row.app },
      actedAt: iso(row.copied_at ?? row.saved_at ?? row.opened_at),
      ...{ arrivedAt: iso(row.arrived_at), addedAt: iso(row.added_at), leftAt: iso(row.left_at) },
    }))
  })

/**
 * Links of people's own, with their clicks: erased, they go. All other clicks are of visitors whom nobody can name: a keyed
 * hash that changes every day.
 */
export const acquisitionSubject = ({ postgres }: { readonly postgres: Postgres }): SubjectRecords => ({
  tables: ({ strands }) => [
    linkTable(postgres, strands),
    visitTable(postgres, strands),
    conversionTable(postgres, strands),
    liveTable(postgres, strands),
  ],
  async erase(tx, { strands }) {
    const db = tx.tables<AcquisitionTables>()
    // What the page has lost stays a number; whose way it was goes.
    const nobody = {
      person: null,
      personal: null,
      marks: JSON.stringify({}) as never,
      mini_link: null,
      click: null,
      click_name: null,
    }
    await db
      .updateTable('acquisition_visit')
      .set(nobody)
      .where('person', 'in', [...strands])
      .execute()
    await db
      .updateTable('acquisition_visit')
      .set({ ...nobody, adder: null })
      .where('adder', 'in', [...strands])
      .execute()
    await db
      .deleteFrom('acquisition_personal')
      .where('person', 'in', [...strands])
      .execute()
    await eraseConversions(tx, strands)
    await erasePaid(tx, strands)
    await eraseLive(tx, strands)
    return []
  },
})
