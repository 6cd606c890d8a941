/** One saying: the value, absent when it was taken away, and its place in the row of all sayings and merges. */
export interface Told {
  readonly value?: unknown
  readonly seq: number
}

/** What one strand has said by itself, fact by name: `attribute:city`, `private:phone`, `owner`, `source`, `excluded`. */
export type Own = Readonly<Record<string, Told>>

/** A merge of two strands: what was said before it is decided by the side of `lead`, what was said after by who said it last. */
export interface Join {
  readonly lead: string
  readonly other: string
  readonly seq: number
}

interface Side {
  smallest: string
  facts: Map<string, Told>
}

/** What is known of the person that these merges, in their order, make of the strands. */
export function joined(owns: ReadonlyMap<string, Own>, joins: readonly Join[]): Map<string, unknown> {
  const sides = new Map<string, Side>()
  for (const [strand, own] of owns) sides.set(strand, { smallest: strand, facts: new Map(Object.entries(own)) })
  for (const { lead, other, seq } of joins) {
    const [one, two] = [sides.get(lead), sides.get(other)]
    if (!one || !two) continue
    const side = { smallest: smaller(one.smallest, two.smallest), facts: joinFacts(one, two, seq) }
    for (const [strand, at] of sides) if (at === one || at === two) sides.set(strand, side)
  }
  const [all] = sides.values()
  return new Map([...(all?.facts ?? [])].flatMap(([name, { value }]) => (value === undefined ? [] : [[name, value]])))
}

const smaller = (a: string, b: string): string => (BigInt(a) < BigInt(b) ? a : b)

function joinFacts(lead: Side, other: Side, seq: number): Map<string, Told> {
  const facts = new Map(lead.facts)
  const leadIsKept = smaller(lead.smallest, other.smallest) === lead.smallest
  for (const [name, theirs] of other.facts) {
    const mine = facts.get(name)
    // Who looks after a person and why they are left out is no trait: the one known first keeps it.
    const leads = /^(attribute|private):/.test(name) || leadIsKept
    if (!mine || !stays(mine, theirs, seq, leads)) facts.set(name, theirs)
  }
  return facts
}

function stays(mine: Told, theirs: Told, seq: number, leads: boolean): boolean {
  if (isProven(mine) !== isProven(theirs)) return isProven(mine)
  if (Math.max(mine.seq, theirs.seq) > seq) return mine.seq > theirs.seq
  if (mine.value === undefined || theirs.value === undefined) return mine.value !== undefined
  return leads
}

/** What is proven stays, whoever says what later without proof. */
export function isProven({ value }: Told): boolean {
  return typeof value === 'object' && value !== null && 'verified' in value && value.verified === true
}
