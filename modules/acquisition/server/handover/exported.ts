import { sql } from 'kysely'
import { timeText } from '#kit/time'
import { type ExportKind, exportKind } from '#platform/exports/kind'
import { VisitFilter } from '../../core/handoverContract.ts'
import type { AcquisitionDeps } from '../deps.ts'
import type { AcquisitionTables } from '../tables.ts'
import { reached } from './path.ts'
import { visits, within } from './visitList.ts'

const timeIn = (at: string | null, zone: string) => (at === null ? null : timeText(Date.parse(at), zone))

/** The visits of a hand-over page, with how far each came. */
export function visitExport(deps: Pick<AcquisitionDeps, 'postgres'>): ExportKind {
  return exportKind({
    kind: 'handoverVisits',
    title: { zh: '承接页访问', en: 'Visits of a hand-over page' },
    rights: { read: 'people:read', reveal: 'people:reveal' },
    filter: VisitFilter,
    columns: [
      { title: { zh: '访问时间', en: 'At' }, cell: ({ at }, { zone }) => timeIn(at, zone) },
      { title: { zh: '应用', en: 'App' }, cell: ({ app }) => app },
      { title: { zh: '收信人', en: 'Person of the link' }, cell: ({ person }) => person },
      { title: { zh: '复制', en: 'Copied' }, cell: ({ acts }) => (acts.includes('copy') ? '✓' : '') },
      { title: { zh: '存码', en: 'Saved the code' }, cell: ({ acts }) => (acts.includes('save') ? '✓' : '') },
      { title: { zh: '点按钮', en: 'Opened' }, cell: ({ acts }) => (acts.includes('open') ? '✓' : '') },
      { title: { zh: '到微信', en: 'Arrived in WeChat' }, cell: ({ arrived }) => (arrived ? '✓' : '') },
      { title: { zh: '添加时间', en: 'Added' }, cell: ({ addedAt }, { zone }) => timeIn(addedAt, zone) },
      { title: { zh: '添加的客户', en: 'Who was added' }, cell: ({ adder }) => adder },
      { title: { zh: '离开时间', en: 'Left' }, cell: ({ leftAt }, { zone }) => timeIn(leftAt, zone) },
    ],
    async count({ step = 'landed', ids: _ids, except: _except, ...range }) {
      const { rows } = await sql<{ n: number }>`select count(*)::int as n from acquisition_visit v
        where ${within(range)} and ${reached[step]}`.execute(deps.postgres.tables<AcquisitionTables>())
      return rows[0]?.n ?? 0
    },
    async page({ ids: _ids, except: _except, ...wanted }, { limit, cursor }) {
      return visits(deps, { ...wanted, limit, cursor })
    },
  })
}
