import type { FactorName } from '#base/tokens'
import type { GmvReply } from '../contract.ts'

/** Fen that one factor contributed to the change; null where it cannot be told apart from its neighbours. */
export function effectOf(data: GmvReply, name: FactorName): number | null {
  for (const part of data.contributions ?? []) {
    if (part.factor === name) return part.amount
    if (part.factor === 'people' && part.split && (name === 'traffic' || name === 'fission')) return part.split[name]
  }
  return null
}
