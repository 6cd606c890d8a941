import type { Importer, RowNote } from '#modules/intake'
import { followerOptions, followersKind, personRowOf } from '../core/followersKind.ts'
import { type ImporterDeps, peopleImporter, upsertPeople } from './importer.ts'

/** Takes followers of public accounts: prospects with the platform for their source. */
export function followerImporter(deps: ImporterDeps): Importer {
  const people = peopleImporter(deps)
  return {
    ...people,
    ...followersKind,
    async upsert(given) {
      const { platform } = followerOptions.parse(given.options)
      const rows = given.rows.map((row) => personRowOf(row, platform))
      const { counts, notes } = await upsertPeople(deps, { ...given, rows, options: { undated: 'prospect' } })
      return { counts, notes: notes.map(followersNote) }
    },
    async begin(run) {
      const { platform } = followerOptions.parse(run.options)
      const session = await people.begin({ ...run, options: { undated: 'prospect' } })
      return {
        add: async (rows) => {
          const notes = await session.add(rows.map((row) => personRowOf(row, platform)))
          return notes.map(followersNote)
        },
        finish: (report) => session.finish(report),
        close: () => session.close(),
      }
    },
  }
}

/** A note with the name that its column has among followers. */
const followersNote = (note: RowNote): RowNote =>
  note.target === 'trait:nickname' ? { ...note, target: 'nickname' } : note
