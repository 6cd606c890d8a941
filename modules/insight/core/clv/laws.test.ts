import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aliveBgNbd, type BgNbd, type Buyers, expectedBgNbd, expectedNew, fitBgNbd } from './bgnbd.ts'
import { fitModels } from './fit.ts'
import { expectedSpend, fitGammaGamma } from './gammaGamma.ts'
import { alivePareto, expectedPareto } from './pareto.ts'
import { digamma, lgamma } from './special.ts'
import { expectedValue, ordersBand } from './value.ts'

/** Dice that fall the same way each time (mulberry32). */
function diceOf(seed: number) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
type Dice = () => number

const normal = (dice: Dice) => Math.sqrt(-2 * Math.log(1 - dice())) * Math.cos(2 * Math.PI * dice())
/** A gamma deviate of the given shape (Marsaglia & Tsang). */
function gamma(dice: Dice, shape: number): number {
  if (shape < 1) return gamma(dice, shape + 1) * dice() ** (1 / shape)
  const d = shape - 1 / 3
  for (;;) {
    const x = normal(dice)
    const v = (1 + x / Math.sqrt(9 * d)) ** 3
    if (v > 0 && Math.log(1 - dice()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
  }
}

/** Buyers who behave as BG/NBD says, each seen for `span` weeks. */
function worldOf(model: BgNbd, people: number, span: number, dice: Dice): Buyers {
  const rows = Array.from({ length: people }, () => {
    const rate = gamma(dice, model.r) / model.alpha
    const [g1, g2] = [gamma(dice, model.a), gamma(dice, model.b)]
    const leave = g1 / (g1 + g2)
    let [x, tx] = [0, 0]
    for (let t = -Math.log(1 - dice()) / rate; t <= span; t += -Math.log(1 - dice()) / rate) {
      x += 1
      tx = t
      if (dice() < leave) break
    }
    return { x, tx }
  })
  return {
    x: Float64Array.from(rows, ({ x }) => x),
    tx: Float64Array.from(rows, ({ tx }) => tx),
    span: new Float64Array(people).fill(span),
    n: new Float64Array(people).fill(1),
  }
}

const truth: BgNbd = { r: 0.6, alpha: 5, a: 0.8, b: 2.5 }

test('[N58] ln Γ and ψ agree with what is known of them', () => {
  expect(lgamma(1)).toBeCloseTo(0, 13)
  expect(lgamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 13)
  expect(digamma(1)).toBeCloseTo(-0.577_215_664_901_532_9, 13)
  fc.assert(
    fc.property(fc.double({ min: 1e-3, max: 1e4, noNaN: true }), (x) => {
      const off = Math.abs(lgamma(x + 1) - lgamma(x) - Math.log(x))
      expect(off).toBeLessThan(1e-12 * Math.max(1, Math.abs(lgamma(x + 1))))
      expect(Math.abs(digamma(x + 1) - digamma(x) - 1 / x)).toBeLessThan(1e-11 * Math.max(1, 1 / x))
    }),
  )
})

test('[N58] parameters come back from people made with them, within their standard errors', () => {
  // More than a search takes at once: it begins on a part of them.
  const buyers = worldOf(truth, 30_000, 52, diceOf(7))
  const { parameters, errors } = fitBgNbd(buyers)
  for (const name of ['r', 'alpha', 'a', 'b'] as const) {
    const error = errors[name] ?? Number.NaN
    expect(Math.abs(parameters[name] - truth[name]) / error, name).toBeLessThan(4)
    expect(error / truth[name]).toBeLessThan(0.2)
  }
})

test('[N58] alike people on one row are the same as each on their own; four times as many halve the errors', () => {
  const buyers = worldOf(truth, 400, 52, diceOf(11))
  const one = fitBgNbd(buyers)
  const four = fitBgNbd({ ...buyers, n: buyers.n.map(() => 4) })
  expect(four.logLikelihood / one.logLikelihood).toBeCloseTo(4, 6)
  for (const name of ['r', 'alpha', 'a', 'b'] as const) {
    expect(four.parameters[name] / one.parameters[name]).toBeCloseTo(1, 4)
    expect((one.errors[name] ?? 0) / (four.errors[name] ?? 1)).toBeCloseTo(2, 2)
  }
})

test('[N59] Gamma-Gamma comes back from spends made with it', () => {
  const dice = diceOf(3)
  const [p, q, v] = [6, 4, 15]
  const rows = Array.from({ length: 20_000 }, () => {
    const x = 1 + Math.floor(dice() * 6)
    return { x, mean: gamma(dice, p * x) / (x * (gamma(dice, q) / v)) }
  })
  const { parameters, errors } = fitGammaGamma({
    x: Float64Array.from(rows, (row) => row.x),
    mean: Float64Array.from(rows, (row) => row.mean),
    n: new Float64Array(rows.length).fill(1),
  })
  for (const [name, value] of [
    ['p', p],
    ['q', q],
    ['v', v],
  ] as const)
    expect(Math.abs(parameters[name] - value) / (errors[name] ?? Number.NaN), name).toBeLessThan(4)
})

const buyer = fc
  .record({
    x: fc.nat(300),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
    span: fc.double({ min: 0.5, max: 300, noNaN: true }),
  })
  .map(({ x, part, span }) => ({ x, span, tx: x === 0 ? 0 : part * span }))
const positive = fc.oneof(
  fc.double({ min: 0.05, max: 20, noNaN: true }),
  // Where a likelihood is flat the search ends here.
  fc.constantFrom(Math.exp(-9), 1, 5, 5.01, Math.exp(9)),
)
const model = fc.record({ r: positive, alpha: positive, a: positive, b: positive })

test('[N60] P(alive) is a chance; expected purchases are none now, grow with time and never outrun the rate', () => {
  fc.assert(
    fc.property(model, buyer, fc.double({ min: 0.1, max: 200, noNaN: true }), (m, of, t) => {
      const alive = aliveBgNbd(m, of)
      expect(alive).toBeGreaterThanOrEqual(0)
      expect(alive).toBeLessThanOrEqual(1)
      const [none, some, more] = [0, t, 2 * t].map((time) => expectedBgNbd(m, of, time))
      expect(none).toBeCloseTo(0, 9)
      expect(some).toBeGreaterThanOrEqual(0)
      expect(more).toBeGreaterThanOrEqual((some ?? 0) * (1 - 1e-9))
      // Who never left would buy at the mean of their rate.
      expect(some).toBeLessThanOrEqual(((m.r + of.x) / (m.alpha + of.span)) * t * alive * (1 + 1e-6) + 1e-9)
    }),
  )
})

test('[N60] the expectation has no break where a is 1, and the slope at 0 is P(alive) × the mean rate', () => {
  const of = { x: 3, tx: 20, span: 30 }
  const at = (a: number) => expectedBgNbd({ r: 0.5, alpha: 5, a, b: 2 }, of, 40)
  expect(at(1)).toBeCloseTo((at(1 - 1e-4) + at(1 + 1e-4)) / 2, 6)
  // Nor where the form of the series changes.
  expect(at(5)).toBeCloseTo(at(5 + 1e-9), 9)
  fc.assert(
    fc.property(model, buyer, (m, one) => {
      const h = 1e-5 * (m.alpha + one.span)
      const slope = expectedBgNbd(m, one, h) / h
      const rate = ((m.r + one.x) / (m.alpha + one.span)) * aliveBgNbd(m, one)
      expect(Math.abs(slope - rate)).toBeLessThanOrEqual(0.02 * rate + 1e-9)
    }),
  )
  expect(expectedNew(truth, 1e-6)).toBeCloseTo(0, 6)
})

test('[N60] Pareto/NBD: a chance, and an expectation below the rate of the living', () => {
  fc.assert(
    fc.property(model, buyer, ({ r, alpha, a: s, b: beta }, of) => {
      const m = { r, alpha, s, beta }
      const alive = alivePareto(m, of)
      expect(alive).toBeGreaterThanOrEqual(0)
      expect(alive).toBeLessThanOrEqual(1)
      const expected = expectedPareto(m, of, 10)
      expect(expected).toBeGreaterThanOrEqual(0)
      expect(expected).toBeLessThanOrEqual(((r + of.x) / (alpha + of.span)) * 10 * alive * (1 + 1e-9) + 1e-12)
    }),
  )
})

test('[N62] a band contains its middle, and orders × spend is the value', () => {
  const gammaGamma = { p: 6, q: 4, v: 15 }
  fc.assert(
    fc.property(model, buyer, fc.double({ min: 0, max: 500, noNaN: true }), (bgnbd, of, mean) => {
      const value = expectedValue({ bgnbd, gammaGamma }, { ...of, mean }, 52)
      expect(value.clv).toBeCloseTo(value.orders * value.spend, 6)
      expect(value.ordersBand.low).toBeLessThanOrEqual(value.ordersBand.high)
      expect(value.clvBand.high).toBeCloseTo(value.ordersBand.high * value.spend, 6)
    }),
  )
  expect(ordersBand(0, 0, 1)).toEqual({ low: 0, high: 0 })
  // Alive for sure with a Poisson-like mean of 10: about ± 1.28 × its deviation.
  const band = ordersBand(10, 1, 1e6)
  expect(band).toEqual({ low: 6, high: 14 })
})

test('[N59] the expected spend lies between the own mean and that of all, and moves to the own with every purchase', () => {
  const m = { p: 6, q: 4, v: 15 }
  const all = expectedSpend(m, 0, 0)
  expect(all).toBeCloseTo((m.p * m.v) / (m.q - 1), 12)
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), fc.double({ min: 0.01, max: 1000, noNaN: true }), (x, mean) => {
      const once = Math.abs(expectedSpend(m, x, mean) - mean)
      const again = Math.abs(expectedSpend(m, x + 1, mean) - mean)
      expect(again).toBeLessThanOrEqual(once + 1e-9)
    }),
  )
  expect(expectedSpend({ p: 6, q: 0.5, v: 15 }, 0, 0)).toBe(90)
})

test('[N63] too few who came back are refused, not fitted', () => {
  const buyers = worldOf(truth, 10, 52, diceOf(1))
  const none = new Float64Array(0)
  expect(fitModels({ buyers, spends: { x: none, mean: none, n: none }, pareto: false })).toMatchObject({
    ok: false,
    refusal: 'too-few-buyers',
  })
})
