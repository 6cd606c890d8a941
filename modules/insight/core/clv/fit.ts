import { no, ok, type Result } from '#kit/result'
import { type BgNbd, type Buyers, expectedBgNbd, type Fit, fitBgNbd } from './bgnbd.ts'
import { fitGammaGamma, type GammaGamma, type Spends } from './gammaGamma.ts'
import { fitPareto, type ParetoNbd } from './pareto.ts'

export type ClvRefusal = 'too-few-buyers'

/** Fewer people who came back than this have no parameters worth a number. */
const fewestRepeaters = 20
/** Pareto/NBD takes a hundred times the work: a second opinion for so many different histories at most. */
const mostForPareto = 5_000

export type ClvModels = {
  readonly customers: number
  readonly repeaters: number
  readonly bgnbd: Fit<BgNbd>
  readonly gammaGamma: Fit<GammaGamma>
  readonly pareto: Fit<ParetoNbd> | null
}

/** What is known of each buyer, in columns: times in days, `total` = fen of the repeat purchases, `later` = days with a purchase after the end. */
export type Columns = {
  readonly x: Float64Array
  readonly tx: Float64Array
  readonly span: Float64Array
  readonly total: Float64Array
  readonly later: Float64Array
}

/** Alike buyers on one row, times in units of `unitDays` and spend in yuan; whoever's mean spend is 0 is in no row of `spends`. */
export function grouped({ x, tx, span, total, later }: Columns, unitDays: number) {
  const rows = new Map<string, { x: number; tx: number; span: number; n: number; later: number }>()
  const means = new Map<string, { x: number; mean: number; n: number }>()
  for (let i = 0; i < x.length; i += 1) {
    const [count, at, whole, spent] = [x[i] ?? 0, tx[i] ?? 0, span[i] ?? 0, total[i] ?? 0]
    const history = { x: count, tx: at / unitDays, span: whole / unitDays, n: 0, later: 0 }
    const row = rowOf(rows, `${count} ${at} ${whole}`, history)
    row.n += 1
    row.later += later[i] ?? 0
    if (count > 0 && spent > 0) rowOf(means, `${count} ${spent}`, { x: count, mean: spent / count / 100, n: 0 }).n += 1
  }
  const column = (name: 'x' | 'tx' | 'span' | 'n' | 'later') => Float64Array.from(rows.values(), (row) => row[name])
  const spend = (name: 'x' | 'mean' | 'n') => Float64Array.from(means.values(), (row) => row[name])
  return {
    buyers: { x: column('x'), tx: column('tx'), span: column('span'), n: column('n') },
    spends: { x: spend('x'), mean: spend('mean'), n: spend('n') },
    later: column('later'),
  }
}

function rowOf<T>(rows: Map<string, T>, key: string, fresh: T): T {
  const known = rows.get(key)
  if (known) return known
  rows.set(key, fresh)
  return fresh
}

/** What people did until the end of the calibration. */
type History = {
  readonly buyers: Buyers
  readonly spends: Spends
  /** Whether Pareto/NBD is asked for as well. */
  readonly pareto: boolean
}

const sum = (column: Float64Array) => column.reduce((all, one) => all + one, 0)

/** Fits the models to a history. */
export function fitModels({ buyers, spends, pareto }: History): Result<ClvModels, ClvRefusal> {
  const customers = sum(buyers.n)
  const repeaters = buyers.n.reduce((all, n, i) => all + ((buyers.x[i] ?? 0) > 0 ? n : 0), 0)
  if (repeaters < fewestRepeaters || sum(spends.n) < fewestRepeaters) return no('too-few-buyers')
  const few = buyers.n.length <= mostForPareto
  return ok({
    ...{ customers, repeaters, bgnbd: fitBgNbd(buyers), gammaGamma: fitGammaGamma(spends) },
    pareto: pareto && few ? fitPareto(buyers) : null,
  })
}

/** Expected purchases of all buyers, from the end of the calibration to each of `times` units after it. */
export function expectedOfAll(model: BgNbd, { x, tx, span, n }: Buyers, times: readonly number[]): number[] {
  return times.map((t) => {
    let all = 0
    for (let i = 0; i < n.length; i += 1) {
      const buyer = { x: x[i] ?? 0, tx: tx[i] ?? 0, span: span[i] ?? 0 }
      all += (n[i] ?? 0) * expectedBgNbd(model, buyer, t)
    }
    return all
  })
}

/** People by their number of repeat purchases (the last bin: and more), with what was expected of each and what came. */
export type Bin = {
  readonly repeats: number
  readonly people: number
  readonly expected: number
  readonly actual: number
}

/** The hold-out by the number of repeats before it, means per person: where a model fails it shows here. */
export function binsOf(model: BgNbd, buyers: Buyers, actual: Float64Array, t: number, last = 7): Bin[] {
  const bins = new Map<number, { people: number; expected: number; actual: number }>()
  for (let i = 0; i < buyers.n.length; i += 1) {
    const n = buyers.n[i] ?? 0
    const x = buyers.x[i] ?? 0
    const repeats = Math.min(last, x)
    const bin = bins.get(repeats) ?? { people: 0, expected: 0, actual: 0 }
    bin.people += n
    bin.expected += n * expectedBgNbd(model, { x, tx: buyers.tx[i] ?? 0, span: buyers.span[i] ?? 0 }, t)
    bin.actual += actual[i] ?? 0
    bins.set(repeats, bin)
  }
  return [...bins]
    .sort(([a], [b]) => a - b)
    .map(([repeats, { people, expected, actual: came }]) => ({
      ...{ repeats, people, expected: expected / people, actual: came / people },
    }))
}
