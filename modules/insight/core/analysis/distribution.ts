import { no, ok, type Result } from '#kit/result'

export const distributionMeasures = ['events', 'days', 'sum', 'avg', 'max'] as const
export type DistributionMeasure = (typeof distributionMeasures)[number]

/** `[from, to)`; null = without end. */
export type Bucket = { readonly from: number | null; readonly to: number | null }

/** Buckets between the given edges, open at both ends. Edges must grow. */
export function bucketsOf(edges: readonly number[]): Result<Bucket[], 'edges-wrong'> {
  if (edges.some((edge, i) => i > 0 && edge <= (edges[i - 1] ?? edge))) return no('edges-wrong')
  const ends = [null, ...edges, null]
  return ok(ends.slice(0, -1).map((from, i) => ({ from, to: ends[i + 1] ?? null })))
}

/** Beyond so many values a bucket holds more than one. */
const mostSingles = 12
const wanted = 10

/**
 * Edges that read well for values from `least` to `most`, the bulk of them up to `usual`: every whole number where they
 * are few, else steps of 1, 2 or 5 times a power of ten.
 */
export function niceEdges({ least, most, usual, whole }: Spread): number[] {
  if (whole && most - least < mostSingles) return range(least, most + 1, 1)
  const top = usual > least ? usual : most
  // Values that hardly differ would get edges that differ in no digit.
  if (top - least <= Math.max(Math.abs(top), Math.abs(least)) * 1e-9 || top - least < 1e-300) return [least]
  const step = niceStep((top - least) / wanted, whole)
  return range(Math.floor(least / step) * step, Math.ceil(top / step) * step, step)
}

export interface Spread {
  readonly least: number
  readonly most: number
  /** Value that 98 of 100 people do not exceed. */
  readonly usual: number
  /** Only whole numbers. */
  readonly whole: boolean
}

function niceStep(raw: number, whole: boolean): number {
  const power = 10 ** Math.floor(Math.log10(raw))
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= raw * 0.999) ?? 10 * power
  return whole ? Math.max(1, Math.round(step)) : step
}

/** Multiples, so that no error of many small steps adds up. */
function range(from: number, to: number, step: number): number[] {
  const count = Math.round((to - from) / step)
  return Array.from({ length: count + 1 }, (_, i) => Number((from + i * step).toPrecision(12)))
}
