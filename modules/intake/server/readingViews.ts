import type { ReadingView } from '#platform/reading/view'

/** Where data comes from and what did not get in, without its contents. */
export const intakeViews: readonly ReadingView[] = [
  {
    name: 'sources',
    engine: 'postgres',
    title: { zh: '数据源', en: 'Sources' },
    columns: {
      id: { zh: '编号', en: 'Number' },
      name: { zh: '名称', en: 'Name' },
      kind: { zh: '类型：client、server', en: 'client or server' },
      created_at: { zh: '创建时间', en: 'Made at' },
      disabled_at: { zh: '停用时间', en: 'Stopped at' },
    },
    sql: 'select id, name, kind, created_at, disabled_at from public.intake_source',
  },
  {
    name: 'imports',
    engine: 'postgres',
    title: { zh: '导入', en: 'Imports' },
    columns: {
      id: { zh: '编号', en: 'Number' },
      kind: { zh: '内容', en: 'What of' },
      state: { zh: '状态', en: 'State' },
      file_name: { zh: '文件', en: 'File' },
      total: { zh: '行数', en: 'Rows' },
      created: { zh: '新增', en: 'New' },
      updated: { zh: '更新', en: 'Updated' },
      rejected: { zh: '失败', en: 'Failed' },
      created_at: { zh: '时间', en: 'Begun at' },
    },
    sql: `select id, kind, state, file_name, total, created, updated, rejected, created_at from public.intake_import
      where not dry_run`,
  },
  {
    name: 'parked',
    engine: 'postgres',
    title: { zh: '待处理事件', en: 'Parked events' },
    columns: {
      id: { zh: '编号', en: 'Number' },
      source: { zh: '数据源编号', en: 'Number of the source' },
      received_at: { zh: '收到时间', en: 'Came at' },
      reason: { zh: '原因', en: 'Why' },
    },
    sql: 'select id, source, received_at, reason from public.intake_parked',
  },
]
