/** A merge as it is kept: the strands it joined; the side of `lead` wins where both know something. */
export interface Joint {
  readonly id: string
  readonly lead: string
  readonly other: string
}

/** One person made of strands. The smallest number, which Siyu knew first, stands for all. */
export interface Whole {
  readonly person: string
  readonly strands: readonly string[]
  /** The merges inside, in their order. */
  readonly joints: readonly Joint[]
}

const smaller = (a: string, b: string): string => (BigInt(a) < BigInt(b) ? a : b)

/** Who is one person when exactly these merges hold; a strand that no merge names is one alone. */
export function wholesOf(strands: readonly string[], joints: readonly Joint[]): Whole[] {
  const parent = new Map(strands.map((strand) => [strand, strand]))
  const rootOf = (strand: string): string => {
    let at = strand
    for (let up = parent.get(at) ?? at; up !== at; up = parent.get(at) ?? at) at = up
    return at
  }
  for (const { lead, other } of joints) {
    const [a, b] = [rootOf(lead), rootOf(other)]
    const low = smaller(a, b)
    parent.set(low === a ? b : a, low)
  }
  const byPerson = Map.groupBy(new Set([...strands, ...joints.flatMap(({ lead, other }) => [lead, other])]), rootOf)
  return [...byPerson].map(([person, mine]) => ({
    person,
    strands: mine,
    joints: joints.filter(({ lead }) => rootOf(lead) === person),
  }))
}

/** The persons that stand when one merge is taken out of those that made a person, all the others kept. */
export function without({ strands, joints }: Whole, id: string): Whole[] {
  return wholesOf(
    strands,
    joints.filter((joint) => joint.id !== id),
  )
}
