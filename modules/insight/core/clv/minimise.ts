import { inverse } from '../linear.ts'

/** A function to make small, with its slope. */
export type Slope = (at: readonly number[]) => { value: number; gradient: number[] }
export type Minimum = { readonly at: readonly number[]; readonly value: number; readonly steps: number }

const mostSteps = 300
/** Parameters are logarithms: e^±9 is next to nothing or everything, and a flat likelihood must not run away. */
const farthest = 9

/** The least of several BFGS searches, one from each start: a likelihood may have a ridge that one of them follows. */
export function minimise(of: Slope, starts: readonly (readonly number[])[]): Minimum {
  const [first, ...others] = starts.map((start) => search(of, start))
  if (!first) throw new Error('a search needs a start')
  return others.reduce((best, one) => (one.value < best.value ? one : best), first)
}

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, one, i) => sum + one * (b[i] ?? 0), 0)
const times = (rows: readonly (readonly number[])[], v: readonly number[]) => rows.map((row) => dot(row, v))
const unit = (size: number) =>
  Array.from({ length: size }, (_, i) => Array.from({ length: size }, (__, j) => Number(i === j)))

function search(of: Slope, start: readonly number[]): Minimum {
  let at = [...start]
  let now = of(at)
  let curve = unit(at.length)
  let fresh = true
  for (let steps = 0; steps < mostSteps; steps += 1) {
    const slope = inward(at, now.gradient)
    const flat = Math.max(...slope.map(Math.abs)) <= 1e-9 * Math.max(1, Math.abs(now.value))
    if (flat) return { at, value: now.value, steps }
    const direction = inward(at, times(curve, slope)).map((d) => -d)
    const next = along(of, at, { ...now, gradient: slope }, direction)
    const gain = next ? now.value - next.now.value : 0
    if (next && gain > 1e-12 * Math.abs(now.value)) {
      curve = updated(curve, minus(next.at, at), minus(next.now.gradient, now.gradient), fresh)
      fresh = false
      at = next.at
      now = next.now
    } else {
      // A bad curvature points nowhere; from the plain slope there is either a way down or none worth going.
      if (fresh) return { at, value: now.value, steps }
      curve = unit(at.length)
      fresh = true
    }
  }
  return { at, value: now.value, steps: mostSteps }
}

/** A slope (or a way, which goes against it) without what leads out of the bounds. */
const inward = (at: readonly number[], slope: readonly number[]) =>
  slope.map((one, i) => (((at[i] ?? 0) >= farthest && one < 0) || ((at[i] ?? 0) <= -farthest && one > 0) ? 0 : one))

const minus = (a: readonly number[], b: readonly number[]) => a.map((one, i) => one - (b[i] ?? 0))

/** The first point on the way that is low enough (Armijo), from at most one unit of logarithm away. */
function along(of: Slope, at: readonly number[], now: ReturnType<Slope>, direction: readonly number[]) {
  const slope = dot(now.gradient, direction)
  if (!(slope < 0)) return null
  let step = Math.min(1, 1 / Math.max(...direction.map(Math.abs)))
  for (let tries = 0; tries < 40; tries += 1, step /= 2) {
    const there = at.map((one, i) => Math.max(-farthest, Math.min(farthest, one + step * (direction[i] ?? 0))))
    const found = of(there)
    if (found.value < now.value && found.value <= now.value + 1e-4 * step * slope) return { at: there, now: found }
  }
  return null
}

/** The BFGS update of the inverse curvature; one that would not be positive is left out. */
function updated(
  curve: readonly (readonly number[])[],
  s: readonly number[],
  y: readonly number[],
  fresh: boolean,
): number[][] {
  const sy = dot(s, y)
  const kept = curve.map((row) => [...row])
  if (sy <= 1e-12 * Math.sqrt(dot(s, s) * dot(y, y))) return kept
  const from = fresh ? kept.map((row) => row.map((one) => (one * sy) / dot(y, y))) : kept
  const hy = times(from, y)
  const scale = 1 + dot(y, hy) / sy
  return from.map((row, i) =>
    row.map((one, j) => {
      const [si, sj] = [s[i] ?? 0, s[j] ?? 0]
      return one + (scale * si * sj - (hy[i] ?? 0) * sj - si * (hy[j] ?? 0)) / sy
    }),
  )
}

/** The slope of a function that has no formula for it, by central differences. */
export function sloped(of: (at: readonly number[]) => number): Slope {
  return (at) => {
    const gradient = at.map((one, i) => {
      const h = 1e-5 * Math.max(1, Math.abs(one))
      return (of(at.with(i, one + h)) - of(at.with(i, one - h))) / (2 * h)
    })
    return { value: of(at), gradient }
  }
}

/**
 * Standard errors of parameters e^at from the curvature at the minimum of a negative log-likelihood: there the slope is
 * 0, so those of the parameters are those of their logarithms times the parameter. null where it is no minimum.
 */
export function errorsAt(of: Slope, at: readonly number[]): (number | null)[] {
  const h = 1e-4
  const rows = at.map((one, i) => {
    const up = of(at.with(i, one + h)).gradient
    const down = of(at.with(i, one - h)).gradient
    return up.map((g, j) => (g - (down[j] ?? 0)) / (2 * h))
  })
  const even = rows.map((row, i) => Float64Array.from(row, (one, j) => (one + (rows[j]?.[i] ?? 0)) / 2))
  try {
    const spread = inverse(even)
    return at.map((one, i) => {
      const variance = spread[i]?.[i] ?? Number.NaN
      return variance > 0 ? Math.exp(one) * Math.sqrt(variance) : null
    })
  } catch {
    return at.map(() => null)
  }
}
