import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { chainOf, markovCredit } from './markov.ts'
import { type AttributionModel, type Credit, type Path, placedCredit, shapleyCredit } from './models.ts'
import { memberRows, placeRows, stepsOf } from './paths.ts'
import { frequencies, shapePath } from './transforms.ts'

const shared = join(process.cwd(), '../shared')
const file = join(shared, 'cases/attribution.json')

interface Case {
  id: string
  given: { paths?: unknown[]; paths_1?: unknown[]; paths_2?: unknown[] }
  expect: unknown
}
type Row = [path: string, conversions: number, nulls?: number]

const pathsOf = (rows: readonly Row[]): Path[] =>
  rows.map(([path, conversions, nulls = 0]) => ({ keys: path.split('>'), conversions, value: conversions, nulls }))

function pathData(): Path[] {
  const lines = readFileSync(join(shared, 'data/pathdata/path_data.csv'), 'utf8').trim().split(/\r?\n/).slice(1)
  return lines.map((line) => {
    const [path = '', conversions, value, nulls] = line.split(',')
    return { keys: path.split(' > '), conversions: Number(conversions), value: Number(value), nulls: Number(nulls) }
  })
}

const creditOf = (model: AttributionModel, paths: readonly Path[]): Record<string, number> =>
  named(credits(model, paths))
const named = (credit: readonly Credit[]) =>
  Object.fromEntries(credit.map(({ key, conversions }) => [key, conversions]))
function credits(model: AttributionModel, paths: readonly Path[]): Credit[] {
  if (model === 'shapley') return shapleyCredit(memberRows(paths))
  if (model !== 'markov') return placedCredit(model, placeRows(paths, 7))
  const total = (of: 'conversions' | 'value') => paths.reduce((sum, path) => sum + path[of], 0)
  return markovCredit(chainOf(stepsOf(paths, 1)), { conversions: total('conversions'), value: total('value') })
}
const close = (found: Record<string, number>, wanted: Record<string, number>, relative = 1e-9) => {
  for (const [key, value] of Object.entries(wanted)) {
    expect(Math.abs((found[key] ?? Number.NaN) - value), `${key}: ${found[key]} for ${value}`).toBeLessThanOrEqual(
      Math.max(relative * Math.abs(value), 1e-12),
    )
  }
}

describe.skipIf(!existsSync(file))('published cases', () => {
  const { cases } = (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { cases: [] }) as { cases: Case[] }
  const one = (id: string): Case => cases.find((found) => found.id === id) ?? expect.fail(id)
  const rows = (id: string, name: 'paths' | 'paths_1' | 'paths_2' = 'paths') =>
    pathsOf((one(id).given[name] ?? []) as Row[])

  test('[N50] AT-H01 first and last, AT-H02 linear, AT-H11 time decay', () => {
    const wanted = one('AT-H01').expect as Record<'first' | 'last', Record<string, number>>
    close(creditOf('first', rows('AT-H01')), wanted.first)
    close(creditOf('last', rows('AT-H01')), wanted.last)
    close(creditOf('linear', rows('AT-H02')), one('AT-H02').expect as Record<string, number>)
    const { email = 0, search = 0, social = 0, direct = 0 } = creditOf('time-decay', rows('AT-H11'))
    expect(email).toBeGreaterThan(search)
    expect(search).toBeGreaterThan(social)
    expect(email + search + social + direct).toBeCloseTo(10, 9)
  })

  test('[N51] AT-H03 transitions and AT-H04 removal effects by hand', () => {
    const steps = stepsOf(rows('AT-H03'), 1)
    const name = (state: readonly string[] | string) => (typeof state === 'string' ? state : (state[0] ?? 'start'))
    for (const [step, probability] of Object.entries(one('AT-H03').expect as Record<string, number>)) {
      const [from, to] = step.split('>')
      const leaving = steps.filter((s) => name(s.from) === from)
      const sum = (some: typeof steps) => some.reduce((all, { times }) => all + times, 0)
      expect(sum(leaving.filter((s) => name(s.to) === to)) / sum(leaving)).toBeCloseTo(probability, 12)
    }
    const wanted = one('AT-H04').expect as Record<string, Record<string, number>>
    const chain = chainOf(steps)
    expect(chain.conversion).toBeCloseTo(Number(wanted['P(conversion)']), 12)
    close(Object.fromEntries(chain.removals.map(({ key, effect }) => [key, effect])), wanted['removal_effect'] ?? {})
    close(named(markovCredit(chain, { conversions: 4, value: 0 })), wanted['credit_of_4'] ?? {})
  })

  test('[N52] AT-H05 Shapley', () => {
    const wanted = one('AT-H05').expect as Record<string, Record<string, number>>
    close(creditOf('shapley', rows('AT-H05', 'paths_1')), wanted['1'] ?? {})
    close(creditOf('shapley', rows('AT-H05', 'paths_2')), wanted['2'] ?? {})
  })

  test('[N50] AT-H06 totals and AT-H07 first, last and linear on 10,000 paths to the printed digits', () => {
    const paths = pathData()
    const sum = (of: 'conversions' | 'value' | 'nulls') => paths.reduce((all, path) => all + path[of], 0)
    const totals = { conversions: sum('conversions'), value: sum('value'), null: sum('nulls'), paths: paths.length }
    close(
      { ...totals, channels: new Set(paths.flatMap(({ keys }) => keys)).size },
      one('AT-H06').expect as Record<string, number>,
    )
    const wanted = one('AT-H07').expect as Record<string, Record<string, number>>
    for (const model of ['first', 'last', 'linear'] as const) {
      const found = new Map(credits(model, paths).map((row) => [row.key, row]))
      for (const [key, row] of Object.entries(wanted)) {
        expect(found.get(key)?.conversions).toBeCloseTo(row[model] ?? Number.NaN, 6)
        // Four digits are printed; 4.40405 was printed as 4.404.
        expect(Math.abs((found.get(key)?.value ?? 0) - (row[`${model}_value`] ?? Number.NaN))).toBeLessThan(5.1e-5)
      }
    }
  })

  test('[N51] AT-H08 Markov with the null paths to six digits', () => {
    const wanted = one('AT-H08').expect as Record<string, Record<string, number>>
    const chain = chainOf(stepsOf(pathData(), 1))
    expect(chain.conversion).toBeCloseTo(Number(wanted['P(conversion)']), 7)
    const effects = new Map(chain.removals.map(({ key, effect }) => [key, effect]))
    for (const [key, effect] of Object.entries(wanted['removal_effect'] ?? {}))
      expect(effects.get(key)).toBeCloseTo(effect, 6)
    const credit = named(markovCredit(chain, { conversions: 19_785, value: 0 }))
    for (const [key, conversions] of Object.entries(wanted['conversions'] ?? {}))
      expect(credit[key]).toBeCloseTo(conversions, 3)
  })

  test('[N53] AT-H09 which touches of a path are kept', () => {
    const drop = (where: 'everywhere' | 'last') => ({ shape: 'all', drop: { key: 'Direct', where } }) as const
    const { rows: wanted } = one('AT-H09').expect as { rows: string[][] }
    const given = one('AT-H09').given.paths as string[]
    const found = given.map((path) => {
      const keys = path.split('>')
      const shaped = [
        ...[1, 2].map((most) => ({ shape: 'all', most }) as const),
        ...(['exposure', 'first-occurrence'] as const).map((shape) => ({ shape })),
        ...(['everywhere', 'last'] as const).map(drop),
      ].map((setup) => shapePath(keys, setup).join('>'))
      const counted = frequencies(keys).map(({ key, times }) => `${key}(${times})`)
      return shaped.toSpliced(2, 0, counted.join('>'))
    })
    expect(found).toEqual(wanted)
  })
})
