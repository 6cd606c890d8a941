import type { ReadingView } from '#platform/reading/view'

/** Which numbers stand for which, never an id itself. */
export const identityViews: readonly ReadingView[] = [
  {
    name: 'merges',
    engine: 'postgres',
    title: { zh: '合并记录', en: 'Merges' },
    columns: {
      id: { zh: '编号', en: 'Number' },
      kept: { zh: '保留的客户', en: 'Who was kept' },
      gone: { zh: '并入的客户', en: 'Who was merged in' },
      at: { zh: '时间', en: 'At' },
      undone_at: { zh: '撤销时间', en: 'Undone at' },
    },
    sql: 'select id, kept, gone, at, undone_at from public.identity_merge',
  },
]
