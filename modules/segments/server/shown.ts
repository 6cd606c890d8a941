import { sql } from 'kysely'
import { type SegmentDb, type Use, usesOf } from './store.ts'
import type { SegmentRow } from './tables.ts'

const week = 7 * 86_400_000

/** Segments as the API shows them. */
export async function shownSegments(db: SegmentDb, rows: readonly SegmentRow[], now: number) {
  const { segments: uses } = await usesOf(db)
  const before = await peopleAt(
    db,
    rows.map(({ id }) => id),
    now - week,
  )
  return rows.map((row) => shown(row, before.get(row.id) ?? null, uses.get(row.id) ?? []))
}

function shown(row: SegmentRow, before: number | null, usedBy: Use[]) {
  const people = row.people === null ? null : Number(row.people)
  return {
    ...{ id: row.id, name: row.name, note: row.note, kind: row.kind, refresh: row.refresh, version: row.version },
    ...{ definition: row.definition, people, usedBy, createdBy: row.created_by, changedBy: row.changed_by },
    change: people === null || before === null ? null : people - before,
    computedAt: row.computed_at?.toISOString() ?? null,
    archivedAt: row.archived_at?.toISOString() ?? null,
    changedAt: row.changed_at.toISOString(),
  }
}

/** How many belonged at a moment, by the last run before it. */
async function peopleAt(db: SegmentDb, ids: readonly string[], at: number): Promise<Map<string, number>> {
  const rows = await sql<{ segment: string; people: string }>`
    select t.id as segment, r.people from unnest(${ids}::bigint[]) as t(id)
    cross join lateral (select people from segments_run r where r.segment = t.id and r.at <= ${new Date(at)}
      order by r.id desc limit 1) r`.execute(db)
  return new Map(rows.rows.map(({ segment, people }) => [segment, Number(people)]))
}
