import { z } from 'zod'
import { Id } from '#kit/api'
import { timeText } from '#kit/time'
import type { Olap } from '#platform/clickhouse/olap'
import { type ExportKind, exportKind } from '#platform/exports/kind'
import { countMembers, exportedMembers } from './exportRead.ts'

/** The people of a segment as a file: numbers with what the log knows of them, nothing personal. */
export function segmentExport({ olap }: { olap: Olap }): ExportKind {
  return exportKind({
    kind: 'segment-people',
    title: { zh: '分群成员', en: 'People of a segment' },
    rights: { read: 'people:read', reveal: 'people:reveal' },
    filter: z.object({ segment: Id }),
    columns: [
      { title: { zh: '客户编号', en: 'Person' }, cell: (row) => row.person },
      { title: { zh: '进入分群', en: 'In the segment since' }, cell: (row, { zone }) => timeText(row.since, zone) },
      {
        title: { zh: '入池时间', en: 'Entered' },
        cell: (row, { zone }) => (row.entered === null ? null : timeText(row.entered, zone)),
      },
      { title: { zh: '来源', en: 'Source' }, cell: (row) => row.source || null },
      { title: { zh: '归属员工', en: 'Owner' }, cell: (row) => row.owner || null },
      { title: { zh: '属性', en: 'Attributes' }, cell: (row) => (row.attributes === '{}' ? null : row.attributes) },
    ],
    count: (filter) => countMembers(olap, filter),
    async page({ segment, ids, except }, { limit, cursor }) {
      const rows = await exportedMembers(olap, { segment, ids, except, after: cursor ?? '0', limit: limit + 1 })
      const items = rows.slice(0, limit)
      const last = items.at(-1)
      return rows.length > limit && last ? { items, next: last.person } : { items }
    },
  })
}
