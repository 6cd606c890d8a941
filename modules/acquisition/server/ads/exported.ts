import type { Bilingual } from '#kit/api'
import { timeText } from '#kit/time'
import { type ExportKind, exportKind } from '#platform/exports/kind'
import type { AdEvent } from '../../core/ads/kind.ts'
import { adKinds } from '../../core/ads/kinds.ts'
import { ConversionFilter, type ConversionState, ReportRange } from '../../core/adsContract.ts'
import { conversions } from './conversions.ts'
import type { AdsDeps } from './deps.ts'
import { reportOf } from './report.ts'
import type { AdTables } from './tables.ts'

const states: Record<ConversionState, Bilingual> = {
  waiting: { zh: '等待回传', en: 'Waiting' },
  sending: { zh: '回传中', en: 'Being told' },
  sent: { zh: '已回传', en: 'Told' },
  refused: { zh: '平台拒绝', en: 'Refused' },
  'no-consent': { zh: '没有同意', en: 'No consent' },
  'too-old': { zh: '超过归因窗口', en: 'Too old' },
  'given-up': { zh: '放弃', en: 'Given up' },
  refunded: { zh: '已退款', en: 'Refunded' },
}
const events: Record<AdEvent, Bilingual> = {
  add: { zh: '添加', en: 'Added' },
  order: { zh: '下单', en: 'Order' },
  firstOrder: { zh: '首单', en: 'First order' },
}
const rights = { read: 'people:read', reveal: 'people:reveal' }
const kindText = (kind: string, language: keyof Bilingual) =>
  adKinds.find((one) => one.kind === kind)?.title[language] ?? kind
const timeIn = (at: string | null, zone: string) => (at === null ? null : timeText(Date.parse(at), zone))

type Told = Awaited<ReturnType<typeof conversions>>['items'][number]

/** Conversions with what became of each. */
export function conversionExport(deps: Pick<AdsDeps, 'postgres'>): ExportKind {
  return exportKind({
    ...{ kind: 'adConversions', title: { zh: '广告转化', en: 'Conversions of advertisements' }, rights },
    filter: ConversionFilter,
    columns: [
      { title: { zh: '平台', en: 'Platform' }, cell: ({ kind }, { language }) => kindText(kind, language) },
      { title: { zh: '账号', en: 'Account' }, cell: ({ accountName }) => accountName },
      { title: { zh: '转化', en: 'Conversion' }, cell: ({ event }: Told, { language }) => events[event][language] },
      { title: { zh: '凭据', en: 'Stands for' }, cell: ({ key }) => key },
      { title: { zh: '客户', en: 'Person' }, cell: ({ person }) => person },
      { title: { zh: '金额（元）', en: 'Amount (yuan)' }, number: true, cell: ({ amount }) => amount / 100 },
      { title: { zh: '推广计划', en: 'Campaign' }, cell: ({ campaign }) => campaign },
      { title: { zh: '点击时间', en: 'Clicked' }, cell: ({ clickedAt }, { zone }) => timeIn(clickedAt, zone) },
      { title: { zh: '转化时间', en: 'At' }, cell: ({ at }, { zone }) => timeIn(at, zone) },
      {
        title: { zh: '状态', en: 'State' },
        cell: ({ state }: Told, { language }) => states[state][language],
      },
      { title: { zh: '平台说', en: 'What the platform said' }, cell: ({ reason }) => reason },
      { title: { zh: '回传时间', en: 'Told' }, cell: ({ sentAt }, { zone }) => timeIn(sentAt, zone) },
    ],
    async count({ account, state }) {
      const db = deps.postgres.tables<AdTables>()
      let query = db.selectFrom('acquisition_conversion').select(({ fn }) => fn.countAll<string>().as('n'))
      if (account !== undefined) query = query.where('account', '=', account)
      if (state !== undefined) query = query.where('state', '=', state)
      return Number((await query.executeTakeFirstOrThrow()).n)
    },
    async page({ account, state }, { limit, cursor }) {
      return conversions(deps, { account, state, cursor, limit })
    },
  })
}

/** Costs and what they brought, by platform, account and campaign. */
export function costExport(deps: Pick<AdsDeps, 'postgres' | 'zone'>): ExportKind {
  const yuan = (fen: number | null) => (fen === null ? null : fen / 100)
  return exportKind({
    ...{ kind: 'adCosts', title: { zh: '广告花费与效果', en: 'Costs of advertisements' }, rights },
    filter: ReportRange,
    columns: [
      { title: { zh: '平台', en: 'Platform' }, cell: ({ platform }, { language }) => kindText(platform, language) },
      { title: { zh: '账户', en: 'Account' }, cell: ({ account }) => account },
      { title: { zh: '推广计划', en: 'Campaign' }, cell: ({ campaign }) => campaign },
      { title: { zh: '花费（元）', en: 'Cost (yuan)' }, number: true, cell: ({ cost }) => yuan(cost) },
      { title: { zh: '展示', en: 'Shown' }, number: true, cell: ({ shows }) => shows },
      { title: { zh: '点击', en: 'Clicks' }, number: true, cell: ({ clicks }) => clicks },
      { title: { zh: '承接页访问', en: 'Visits' }, number: true, cell: ({ visits }) => visits },
      { title: { zh: '添加', en: 'Added' }, number: true, cell: ({ added }) => added },
      { title: { zh: '订单', en: 'Orders' }, number: true, cell: ({ orders }) => orders },
      { title: { zh: '成交（元）', en: 'Value (yuan)' }, number: true, cell: ({ value }) => yuan(value) },
      {
        title: { zh: '单个添加成本（元）', en: 'Per addition (yuan)' },
        number: true,
        cell: ({ costPerAdd }) => yuan(costPerAdd),
      },
      { title: { zh: '投产比', en: 'Value / cost' }, number: true, cell: ({ roi }) => roi },
    ],
    count: async (range) => (await reportOf(deps, range)).items.length,
    async page(range) {
      return { items: (await reportOf(deps, range)).items }
    },
  })
}
