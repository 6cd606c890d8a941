/** What the audit log calls what is done with parcel cards. */
export const cardTrail = {
  zh: {
    'card.designed': '新建包裹卡款式',
    'card.redesigned': '修改包裹卡款式',
    'card.batched': '生成包裹卡批次',
    'card.batchChanged': '登记包裹卡印刷和到仓',
    'card.inserted': '登记包裹卡已插',
  },
  en: {
    'card.designed': 'Made a design of parcel cards',
    'card.redesigned': 'Changed a design of parcel cards',
    'card.batched': 'Made a batch of parcel cards',
    'card.batchChanged': 'Noted what became of a batch of cards',
    'card.inserted': 'Noted cards that went into parcels',
  },
}
