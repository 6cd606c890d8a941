import { addDays, presetRange, todayIn } from '#base/range'
import type { Layer, LoopStage, RfmCell, RfmTable } from '../../core/clv/rfm.ts'
import type { BuyerScope } from '../../core/clv/scope.ts'

/** What an address of these pages may say. */
export interface RfmSearch {
  tab?: 'rfm' | 'pyramid' | 'loop' | undefined
  from?: string | undefined
  to?: string | undefined
  scope?: BuyerScope | undefined
  table?: RfmTable | undefined
}

/** Whose people are listed. */
export interface RfmPeopleSearch extends RfmSearch {
  cell?: RfmCell | undefined
  r?: number | undefined
  f?: number | undefined
  layer?: Layer | undefined
  stage?: LoopStage | undefined
  side?: 'at' | 'stopped' | undefined
}

/** The question an address asks: RFM looks back from today over everything, the others at a year or the range chosen. */
export function rfmQuestion(search: RfmSearch, zone: string) {
  const today = todayIn(zone, Date.now())
  const usual = { from: addDays(today, -364), to: presetRange('last30', today).to }
  const range = { from: search.from ?? usual.from, to: search.to ?? usual.to }
  const { scope = 'direct', table = 'ten', tab = 'rfm' } = search
  return { today, tab, range, scope, table, rfm: { at: today, scope, table }, ranged: { ...range, scope } }
}
