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

/** What people did until the end of the calibration, and how many repeat purchases followed in each unit after it. */
export type History = {
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
