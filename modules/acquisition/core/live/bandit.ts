import type { Random } from '#kit/random'

export interface Arm {
  /** Visitors who were sent there. */
  readonly shown: number
  /** Of these, who was added. */
  readonly added: number
}

/**
 * Which target a visitor goes to: that of the greatest draw from Beta(1 + added, 1 + not added) (Thompson 1933), but each
 * keeps the share `floor`, so that one that has become better is noticed. The same chance gives the same answer.
 * @param floor share that each target has at least; at most 1 / number of targets counts
 */
export function draw(arms: readonly Arm[], floor: number, random: Random): number {
  const kept = Math.min(floor, 1 / arms.length)
  if (random.next() < kept * arms.length) return random.int(0, arms.length - 1)
  const draws = arms.map(({ shown, added }) => {
    const hits = Math.min(added, shown)
    return beta(1 + hits, 1 + shown - hits, random)
  })
  return draws.indexOf(Math.max(...draws))
}

function beta(a: number, b: number, random: Random): number {
  const [x, y] = [gamma(a, random), gamma(b, random)]
  return x / (x + y)
}

/** Marsaglia and Tsang 2000, for shapes of at least one. */
function gamma(shape: number, random: Random): number {
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = normal(random)
    const v = (1 + c * x) ** 3
    const u = 1 - random.next()
    if (v > 0 && Math.log(u) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
  }
}

const normal = (random: Random) => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
