import type { Bilingual } from '#kit/api'
import { timeText } from '#kit/time'
import { type ExportKind, exportKind } from '#platform/exports/kind'
import type { ClaimState } from '../../core/claim.ts'
import { ClaimFilter } from '../../core/hookContract.ts'
import type { HookDeps } from './deps.ts'
import { claimRows, countClaims } from './list.ts'
import { addressOf, shownClaims } from './read.ts'

const states: Record<ClaimState, Bilingual> = {
  claimed: { zh: '待发', en: 'claimed' },
  sent: { zh: '已发', en: 'sent' },
  received: { zh: '已收到', en: 'received' },
  returned: { zh: '已退回', en: 'returned' },
  cancelled: { zh: '已取消', en: 'cancelled' },
}

type Row = Awaited<ReturnType<typeof shownClaims>>[number]

/** Who claimed, with addresses for those who pack: masked unless a reason is given. */
export function claimExport(deps: Pick<HookDeps, 'postgres' | 'vault' | 'whole'>): ExportKind {
  return exportKind({
    kind: 'hookClaims',
    title: { zh: '钩子领取', en: 'Hook claims' },
    rights: { read: 'people:read', reveal: 'people:reveal' },
    filter: ClaimFilter,
    columns: [
      { title: { zh: '领取号', en: 'Claim' }, cell: ({ id }) => id },
      {
        title: { zh: '领取时间', en: 'Claimed' },
        cell: ({ claimedAt }, { zone }) => timeText(Date.parse(claimedAt), zone),
      },
      { title: { zh: '状态', en: 'State' }, cell: ({ state }: Row, { language }) => states[state][language] },
      { title: { zh: '收件人', en: 'Name' }, cell: ({ to }) => to.name },
      { title: { zh: '手机号', en: 'Phone' }, cell: ({ to }) => to.phone },
      { title: { zh: '省市区', en: 'Region' }, cell: ({ to }) => to.region },
      { title: { zh: '详细地址', en: 'Address' }, cell: ({ to }) => to.detail },
      { title: { zh: '快递公司', en: 'Carrier' }, cell: ({ carrier }) => carrier },
      { title: { zh: '快递单号', en: 'Tracking' }, cell: ({ tracking }) => tracking },
      { title: { zh: '成本（元）', en: 'Cost (yuan)' }, number: true, cell: ({ cost }) => cost / 100 },
      { title: { zh: '客户', en: 'Person' }, cell: ({ person }) => person },
    ],
    count: (wanted) => countClaims(deps, wanted),
    async page(wanted, { limit, cursor, masked }) {
      const { items, ...next } = await claimRows(deps, { ...wanted, limit, cursor })
      const shown = await shownClaims(deps, items)
      const rows = shown.map((one, i) => {
        const row = items[i]
        const whole = masked || !row ? null : addressOf(deps, row)
        return { ...one, to: whole ?? { name: one.address ?? '', phone: '', region: '', detail: '' } }
      })
      return { items: rows, ...next }
    },
  })
}
