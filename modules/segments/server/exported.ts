import { z } from 'zod'
import { Id } from '#kit/api'
import type { Cell } from '#kit/csv'
import { timeText } from '#kit/time'
import type { Olap } from '#platform/clickhouse/olap'
import { type ExportKind, exportKind, type Writing } from '#platform/exports/kind'
import { countMembers, exportedMembers } from './exportRead.ts'

type Row = Awaited<ReturnType<typeof exportedMembers>>[number]

const column = (zh: string, en: string, cell: (row: Row, writing: Writing) => Cell) => ({ title: { zh, en }, cell })

/** The people of a segment as a file: numbers with what the log knows of them, nothing personal. */
export function segmentExport({ olap }: { olap: Olap }): ExportKind {
  return exportKind({
    kind: 'segment-people',
    title: { zh: '分群成员', en: 'People of a segment' },
    rights: { read: 'people:read', reveal: 'people:reveal' },
    filter: z.object({ segment: Id }),
    columns: [
      column('客户编号', 'Person', (row) => row.person),
      column('进入分群', 'In the segment since', (row, { zone }) => timeText(row.since, zone)),
      column('入池时间', 'Entered', (row, { zone }) => (row.entered === null ? null : timeText(row.entered, zone))),
      column('来源', 'Source', (row) => row.source || null),
      column('归属员工', 'Owner', (row) => row.owner || null),
      column('属性', 'Attributes', (row) => (row.attributes === '{}' ? null : row.attributes)),
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
