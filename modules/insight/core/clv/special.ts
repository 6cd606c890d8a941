const halfLogTau = 0.5 * Math.log(2 * Math.PI)
/** From here on Stirling's series with five terms is good to the digits a double has. */
const large = 10

/**
 * ln Γ(x), x > 0, to about 2e-14. Own, because the one of jstat (six Lanczos terms) is good to 2e-10 only: standard errors, which are
 * second differences, would drown in that.
 */
export function lgamma(x: number): number {
  let shift = 1
  let y = x
  while (y < large) {
    shift *= y
    y += 1
  }
  const w = 1 / (y * y)
  const series = (1 / 12 - w * (1 / 360 - w * (1 / 1260 - w * (1 / 1680 - w * (1 / 1188))))) / y
  return (y - 0.5) * Math.log(y) - y + halfLogTau + series - Math.log(shift)
}

/** ψ(x) = d ln Γ(x) ÷ dx, x > 0. */
export function digamma(x: number): number {
  let sum = 0
  let y = x
  while (y < large) {
    sum += 1 / y
    y += 1
  }
  const w = 1 / (y * y)
  const series = w * (1 / 12 - w * (1 / 120 - w * (1 / 252 - w * (1 / 240 - w * (1 / 132)))))
  return Math.log(y) - 0.5 / y - series - sum
}

/** ln B(a, b). */
export const lbeta = (a: number, b: number): number => lgamma(a) + lgamma(b) - lgamma(a + b)

const mostTerms = 50_000
const [tooLarge, step] = [1e200, Math.log(1e200)]

/**
 * e^log × Σ t(n) from n = 0, for a series given by its first term and the ratio of neighbours (as of ₂F₁ and what comes
 * of it; below 1 in the end). The sum may be larger, and e^log smaller, than a number can be.
 */
export function series(first: number, ratio: (n: number) => number, log = 0): number {
  let term = first
  let sum = first
  let scale = log
  for (let n = 0; n < mostTerms; n += 1) {
    const by = ratio(n)
    term *= by
    sum += term
    if (Math.abs(sum) > tooLarge) {
      term /= tooLarge
      sum /= tooLarge
      scale += step
    }
    if (Math.abs(term) <= 1e-16 * Math.abs(sum) && Math.abs(by) < 1) break
  }
  return sum === 0 ? 0 : Math.sign(sum) * Math.exp(Math.log(Math.abs(sum)) + scale)
}
