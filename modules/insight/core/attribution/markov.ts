import { inverse } from '../linear.ts'
import { type Credit, collect } from './models.ts'

/** One step of journeys and how often it was made. A state is the keys of the last touches; no keys = the start. */
export type Step = {
  readonly from: readonly string[]
  readonly to: readonly string[] | 'conversion' | 'null'
  readonly times: number
}

export type Removal = { readonly key: string; readonly effect: number }

/** A chain of touches that ends in a conversion or in nothing. */
export type Chain = {
  /** P(conversion) from the start. */
  readonly conversion: number
  /** 1 − P(conversion with the key removed) ÷ P(conversion), for each key, by name. */
  readonly removals: readonly Removal[]
}

type States = { readonly index: ReadonlyMap<string, number>; readonly keys: readonly (string | null)[] }

// JSON keeps any key apart from any other, whatever stands in it.
const nameOf = (state: readonly string[]) => JSON.stringify(state)

function statesOf(steps: readonly Step[]): States {
  const index = new Map<string, number>([[nameOf([]), 0]])
  const keys: (string | null)[] = [null]
  for (const { from, to } of steps) {
    for (const state of typeof to === 'string' ? [from] : [from, to]) {
      const name = nameOf(state)
      if (index.has(name)) continue
      index.set(name, keys.length)
      keys.push(state.at(-1) ?? null)
    }
  }
  return { index, keys }
}

/** I − Q of the states that do not end a journey, and their chance to convert at the next step. */
function equations(steps: readonly Step[], { index, keys }: States) {
  const size = keys.length
  const at = (state: readonly string[]) => index.get(nameOf(state)) ?? 0
  const leaving = new Float64Array(size)
  for (const { from, times } of steps) leaving[at(from)] = (leaving[at(from)] ?? 0) + times
  const matrix = Array.from({ length: size }, (_, i) => {
    const row = new Float64Array(size)
    row[i] = 1
    return row
  })
  const goal = new Float64Array(size)
  for (const { from, to, times } of steps) {
    const i = at(from)
    const share = times === 0 ? 0 : times / (leaving[i] ?? 1)
    if (to === 'conversion') goal[i] = (goal[i] ?? 0) + share
    else if (to !== 'null') {
      const row = matrix[i]
      if (row) row[at(to)] = (row[at(to)] ?? 0) - share
    }
  }
  return { matrix, goal }
}

/**
 * Solves the absorbing chain exactly. With N = (I − Q)⁻¹, a journey that avoids the states C of a key converts with
 * P − N[start,C] · N[C,C]⁻¹ · v[C], v = N · goal: the middle part is where C is first met. One inverse serves every key.
 */
export function chainOf(steps: readonly Step[]): Chain {
  const states = statesOf(steps)
  const { matrix, goal } = equations(steps, states)
  const reach = inverse(matrix)
  const value = reach.map((row) => row.reduce((sum, n, i) => sum + n * (goal[i] ?? 0), 0))
  const conversion = value[0] ?? 0
  const byKey = Map.groupBy(states.keys.map((key, i) => ({ key, i })).slice(1), ({ key }) => key ?? '')
  const removals = [...byKey].map(([key, members]) => {
    const lost = throughAny(
      reach,
      value,
      members.map(({ i }) => i),
    )
    // Rounding must not make a little less than nothing, or more than everything.
    return { key, effect: conversion > 0 ? Math.min(1, Math.max(0, lost / conversion)) : 0 }
  })
  return { conversion, removals: removals.sort((a, b) => (a.key < b.key ? -1 : 1)) }
}

/** P(conversion after meeting one of `members`), from the start. */
function throughAny(reach: readonly Float64Array[], value: readonly number[], members: readonly number[]): number {
  const block = inverse(members.map((i) => Float64Array.from(members, (j) => reach[i]?.[j] ?? 0)))
  const first = members.map((_, j) =>
    members.reduce((sum, from, i) => sum + (reach[0]?.[from] ?? 0) * (block[i]?.[j] ?? 0), 0),
  )
  return first.reduce((sum, met, j) => sum + met * (value[members[j] ?? 0] ?? 0), 0)
}

/** Conversions and value shared by removal effects. Where no removal has an effect, nothing converted. */
export function markovCredit({ removals }: Chain, total: { conversions: number; value: number }): Credit[] {
  const sum = removals.reduce((all, { effect }) => all + effect, 0)
  if (sum === 0) return []
  return collect(
    removals.map(({ key, effect }) => ({
      ...{ key, conversions: (total.conversions * effect) / sum },
      value: (total.value * effect) / sum,
    })),
  )
}
