/** Which other houses each house may use, by their door or contract. Whatever goes the other way travels as a fact on the outbox. */
export type Houses = Readonly<Record<string, readonly string[]>>

export const houses: Houses = {
  staff: [],
  identity: [],
  intake: ['staff', 'identity'],
  people: ['identity', 'intake'],
  shop: ['identity', 'intake'],
  segments: ['identity', 'people'],
  insight: [],
  plan: ['insight'],
  carriers: ['identity', 'intake', 'people', 'segments'],
  ledger: [],
  acquisition: ['identity', 'intake', 'people', 'carriers', 'ledger', 'segments', 'shop'],
  outlet: [],
  content: [],
}
