import { timeText } from '#kit/time'
import { type ExportKind, exportKind } from '#platform/exports/kind'
import type { FanReason } from '../../core/fans/fan.ts'
import { FanFilter } from '../../core/fansContract.ts'
import type { FanDeps } from './deps.ts'
import { fansOf, listFans } from './read.ts'

const reasons = {
  nickname: { zh: '只有昵称', en: 'A nickname alone' },
  hidden: { zh: '平台隐藏了账号', en: 'Hidden by the platform' },
  unusable: { zh: '编号不可用', en: 'Ids cannot be used' },
  erased: { zh: '已删除', en: 'Erased' },
} as const

/** The fans of a list as a file: for whoever goes on with them elsewhere, as at the platform or in the warehouse. */
export function fanExport(deps: FanDeps): ExportKind {
  return exportKind({
    kind: 'fans',
    title: { zh: '公域粉丝', en: 'Fans of public platforms' },
    rights: { read: 'people:read', reveal: 'people:reveal' },
    filter: FanFilter,
    columns: [
      { title: { zh: '行', en: 'Line' }, number: true, cell: ({ line }) => line },
      { title: { zh: '平台账号', en: 'Account' }, cell: ({ account }) => account },
      { title: { zh: '称呼', en: 'Name' }, cell: ({ name }) => name },
      { title: { zh: '客户', en: 'Person' }, cell: ({ person }) => person },
      { title: { zh: '导入前已有', en: 'Known before' }, cell: ({ known }) => (known ? '✓' : '') },
      { title: { zh: '未匹配原因', en: 'Why nobody' }, cell: ({ why }, { language }) => whyText(why, language) },
      { title: { zh: '有手机号', en: 'Has a phone' }, cell: ({ hasPhone }) => (hasPhone ? '✓' : '') },
      { title: { zh: '添加时间', en: 'Added' }, cell: ({ addedAt }, { zone }) => timeIn(addedAt, zone) },
      { title: { zh: '会员', en: 'Member' }, cell: ({ isMember }) => (isMember ? '✓' : '') },
      {
        title: { zh: '私域首单', en: 'First order' },
        cell: ({ firstOrderAt }, { zone }) => timeIn(firstOrderAt, zone),
      },
    ],
    count: async (wanted) => {
      let count = 0
      for await (const _ of fansOf(deps, wanted)) count += 1
      return count
    },
    page: (wanted, page) => listFans(deps, wanted, page),
  })
}

const whyText = (why: FanReason | null, language: 'zh' | 'en') => (why === null ? null : reasons[why][language])

const timeIn = (at: string | null, zone: string) => (at === null ? null : timeText(Date.parse(at), zone))
