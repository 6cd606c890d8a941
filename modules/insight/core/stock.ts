/** Live people of a range, each counted at most once on every line. */
export type StockCounts = {
  readonly start: number
  readonly entered: number
  readonly returned: number
  readonly lost: number
  readonly end: number
  readonly relations: number
  readonly effective: number
}
export type Stock = StockCounts & { readonly net: number; readonly corrections: number }

/** net = entered + returned − lost; whatever then differs from end − start came by corrections (merges, splits, exclusions). */
export function stockOf(counts: StockCounts): Stock {
  const net = counts.entered + counts.returned - counts.lost
  return { ...counts, net, corrections: counts.end - counts.start - net }
}
