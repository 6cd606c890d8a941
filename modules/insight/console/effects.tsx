import type { FactorName } from '#base/tokens'
import type { Gmv } from './board.tsx'

/** Fen that one factor contributed to the change; null where it cannot be told apart from its neighbours. */
export function effectOf(data: Gmv, name: FactorName): number | null {
  for (const part of data.contributions ?? []) {
    if (part.factor === name) return part.amount
    if (part.factor === 'people' && part.split && (name === 'traffic' || name === 'fission')) return part.split[name]
  }
  return null
}
