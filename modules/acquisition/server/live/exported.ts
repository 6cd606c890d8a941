import { sql } from 'kysely'
import { z } from 'zod'
import { type Bilingual, Id } from '#kit/api'
import { timeText } from '#kit/time'
import { type ExportKind, exportKind } from '#platform/exports/kind'
import type { Because } from '../../core/live/because.ts'
import type { LiveDeps } from './deps.ts'
import type { LiveTables } from './tables.ts'

/** Why somebody was led where they were, in a word. */
const whys: Record<Because['why'], Bilingual> = {
  passed: { zh: '不合规则', en: 'Rule passed over' },
  rule: { zh: '合规则', en: 'Rule' },
  weighted: { zh: '按权重', en: 'By weight' },
  adaptive: { zh: '按效果', en: 'By what it brought' },
  failed: { zh: '去不了', en: 'Leads nowhere' },
  fallback: { zh: '兜底', en: 'Fallback' },
  own: { zh: '自己的员工', en: 'Own member' },
  'own-gone': { zh: '自己的员工不在', en: 'Own member away' },
  out: { zh: '不接待', en: 'Takes nobody' },
  turns: { zh: '轮流', en: 'Turns' },
  weight: { zh: '权重', en: 'Weight' },
  least: { zh: '最少', en: 'Least loaded' },
  backup: { zh: '备用', en: 'Backup' },
  full: { zh: '群满', en: 'Group full' },
  chat: { zh: '进群', en: 'Group' },
  'chat-gone': { zh: '群没了', en: 'Group gone' },
  nearest: { zh: '最近门店', en: 'Nearest store' },
  picked: { zh: '自选门店', en: 'Chosen store' },
  nobody: { zh: '没有人', en: 'Nobody' },
  off: { zh: '已停用', en: 'Off' },
  over: { zh: '已过期', en: 'Over' },
  'too-deep': { zh: '层数太多', en: 'Too deep' },
}

interface Row {
  readonly id: string
  readonly at: Date
  readonly member: string | null
  readonly chat: string | null
  readonly url: string | null
  readonly app: string
  readonly region: string
  readonly because: readonly Because[]
  readonly added: string | null
}

/** The decisions of a live code: who was led where, and why. Nobody is named in it. */
export function decisionExport(deps: Pick<LiveDeps, 'postgres'>): ExportKind {
  const of = (live: string) => sql`(live = ${live}::bigint or leaf = ${live}::bigint)`
  const db = () => deps.postgres.tables<LiveTables>()
  return exportKind({
    kind: 'liveDecisions',
    title: { zh: '活码分配', en: 'Decisions of a live code' },
    rights: { read: 'people:read', reveal: 'people:reveal' },
    filter: z.object({ live: Id }),
    columns: [
      { title: { zh: '时间', en: 'At' }, cell: ({ at }: Row, { zone }) => timeText(at.getTime(), zone) },
      { title: { zh: '员工', en: 'Member' }, cell: ({ member }) => member },
      { title: { zh: '客户群', en: 'Group' }, cell: ({ chat }) => chat },
      { title: { zh: '页面', en: 'Page' }, cell: ({ url }) => url },
      { title: { zh: '应用', en: 'App' }, cell: ({ app }) => app },
      { title: { zh: '地区', en: 'Region' }, cell: ({ region }) => region },
      {
        title: { zh: '原因', en: 'Why' },
        cell: ({ because }, { language }) => because.map(({ why }) => whys[why][language]).join(' → '),
      },
      { title: { zh: '已添加', en: 'Added' }, cell: ({ added }) => (added === null ? '' : '✓') },
    ],
    async count({ live }) {
      const { rows } = await sql<{ n: number }>`
        select count(*)::int as n from acquisition_live_shown where ${of(live)}`.execute(db())
      return rows[0]?.n ?? 0
    },
    async page({ live }, { limit, cursor }) {
      const below = /^\d{1,18}$/.test(cursor ?? '') ? (cursor ?? '') : '9223372036854775807'
      const { rows } =
        await sql<Row>`select id::text as id, at, member, chat, url, app, region, because, added::text as added
        from acquisition_live_shown where ${of(live)} and id < ${below}::bigint
        order by id desc limit ${limit + 1}`.execute(db())
      const items = rows.slice(0, limit)
      const last = items.at(-1)
      return rows.length > limit && last ? { items, next: last.id } : { items }
    },
  })
}
