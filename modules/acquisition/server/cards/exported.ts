import { timeText } from '#kit/time'
import { type ExportKind, exportKind } from '#platform/exports/kind'
import { CardFilter } from '../../core/cardContract.ts'
import type { CardDeps } from './deps.ts'
import { countCards, listCards } from './list.ts'
import { urlOf } from './printing.ts'
import { batchOf } from './read.ts'

/** The cards of a batch as a file: for the printer who sets the codes, and for the warehouse that ties them to parcels. */
export function cardExport(deps: Pick<CardDeps, 'postgres' | 'whole' | 'bought'>): ExportKind {
  return exportKind({
    kind: 'parcelCards',
    title: { zh: '包裹卡', en: 'Parcel cards' },
    rights: { read: 'people:read', reveal: 'people:reveal' },
    filter: CardFilter,
    columns: [
      { title: { zh: '序号', en: 'Number' }, number: true, cell: ({ number }) => number },
      { title: { zh: '卡号', en: 'Code' }, cell: ({ code }) => code },
      { title: { zh: '二维码内容', en: 'Address in the code' }, cell: ({ url }) => url },
      { title: { zh: '订单号', en: 'Order' }, cell: ({ orderNo }) => orderNo },
      { title: { zh: '快递单号', en: 'Parcel' }, cell: ({ parcel }) => parcel },
      { title: { zh: '插卡时间', en: 'Inserted' }, cell: ({ insertedAt }, { zone }) => timeIn(insertedAt, zone) },
      { title: { zh: '扫码时间', en: 'Scanned' }, cell: ({ scannedAt }, { zone }) => timeIn(scannedAt, zone) },
      { title: { zh: '添加时间', en: 'Added' }, cell: ({ addedAt }, { zone }) => timeIn(addedAt, zone) },
      { title: { zh: '领取时间', en: 'Claimed' }, cell: ({ claimedAt }, { zone }) => timeIn(claimedAt, zone) },
      { title: { zh: '客户', en: 'Person' }, cell: ({ person }) => person },
    ],
    count: (wanted) => countCards(deps, wanted),
    async page(wanted, { limit, cursor }) {
      const batch = await batchOf(deps.postgres, wanted.batch)
      const { items, ...next } = await listCards(deps, { ...wanted, limit, cursor })
      return { items: items.map((one) => ({ ...one, url: urlOf(batch, one.code) })), ...next }
    },
  })
}

const timeIn = (at: string | null, zone: string) => (at === null ? null : timeText(Date.parse(at), zone))
