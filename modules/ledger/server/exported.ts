import { timeText } from '#kit/time'
import { type ExportKind, exportKind } from '#platform/exports/kind'
import { EntryFilter } from '../contract.ts'
import type { LedgerDeps } from './deps.ts'
import { countEntries, readEntries } from './read.ts'

/** The books as a file: a row for each posting, so that every file sums to zero. */
export function ledgerExport(deps: LedgerDeps): ExportKind {
  return exportKind({
    kind: 'ledger',
    title: { zh: '补贴账本', en: 'Ledger' },
    rights: { read: 'orders:read', reveal: 'orders:read' },
    filter: EntryFilter,
    columns: [
      { title: { zh: '流水号', en: 'Entry' }, cell: ({ id }) => id },
      { title: { zh: '时间', en: 'Time' }, cell: ({ at }, { zone }) => timeText(Date.parse(at), zone) },
      { title: { zh: '事由', en: 'Reason' }, cell: ({ reason }) => reason },
      { title: { zh: '活动', en: 'Campaign' }, cell: ({ campaign }) => campaign },
      { title: { zh: '客户', en: 'Person' }, cell: ({ person }) => person },
      { title: { zh: '科目', en: 'Account' }, cell: ({ account }) => account },
      { title: { zh: '金额（元）', en: 'Amount (yuan)' }, number: true, cell: ({ amount }) => amount / 100 },
      { title: { zh: '冲销', en: 'Reverses' }, cell: ({ reverses }) => reverses },
      { title: { zh: '经办', en: 'By' }, cell: ({ by }) => by },
    ],
    count: (narrowed) => countEntries(deps, narrowed),
    async page(narrowed, { limit, cursor }) {
      const { items, ...next } = await readEntries(deps, narrowed, { cursor, limit })
      return {
        items: items.flatMap(({ postings, ...entry }) => postings.map((one) => ({ ...entry, ...one }))),
        ...next,
      }
    },
  })
}
