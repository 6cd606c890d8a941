import type { PlanBody } from '../../core/plansContract.ts'
import type { Slot } from '../channels/read.ts'
import { allOf } from './asked.ts'
import type { Came, PlanCondition, PlanDeps } from './deps.ts'

type Node = PlanBody['nodes'][number]

/** What people did after they came is wanted of these. */
export interface Wanted {
  readonly node: Node
  readonly slot: Slot
  /** Whoever came before it; null = nobody is known. */
  readonly came: Came | null
}

/**
 * Who of those who came did what they were to do, and when first: a first order in the private domain, or an event of the
 * dictionary that they had never done before. However many steps of however many plans, each house is asked once.
 */
export async function followedOf(deps: PlanDeps, wanted: readonly Wanted[]): Promise<ReadonlyMap<Node, Came>> {
  const known = wanted.flatMap(({ came, ...one }) => (came === null ? [] : [{ ...one, came }]))
  const isOrder = ({ node }: Wanted) => node.step === 'order'
  return new Map([
    ...(await orders(deps, known.filter(isOrder))),
    ...(await events(
      deps,
      known.filter((one) => !isOrder(one)),
    )),
  ])
}

type Known = Wanted & { readonly came: Came }

async function orders({ bought }: PlanDeps, wanted: readonly Known[]) {
  const strands = [...allOf(wanted.map(({ came }) => came)).keys()]
  const found = strands.length === 0 ? new Map() : await bought(strands)
  return wanted.map(({ node, came }) => {
    const people = new Map<string, { strand: string; at: number }>()
    for (const [strand, at] of came) {
      const one = found.get(strand)
      if (one && one.first >= at) people.set(one.person, { strand, at: one.first })
    }
    return [node, new Map([...people.values()].map(({ strand, at }) => [strand, at]))] as const
  })
}

async function events(deps: PlanDeps, wanted: readonly Known[]) {
  const strands = [...allOf(wanted.map(({ came }) => came)).keys()]
  if (strands.length === 0) return wanted.map(({ node }) => [node, new Map()] as const)
  const standing = (await deps.sight.stand(strands)).filter(({ excluded }) => !excluded)
  const all = [...new Set(standing.flatMap((one) => one.strands))]
  const names = [...new Set(wanted.flatMap(({ node }) => node.asset?.id ?? []))]
  const done = await deps.firstDone(names, all)
  const personOf = new Map(standing.map(({ asked, person }) => [asked, person]))
  const fits = await fitting(deps, wanted, all)
  return wanted.map(({ node, came, slot }) => {
    const first = done.get(node.asset?.id ?? '')
    const fit = node.condition === null ? null : fits.get(JSON.stringify(node.condition))
    const people = allOf(
      [...came].flatMap(([strand, at]) => {
        const person = personOf.get(strand)
        return person === undefined ? [] : [new Map([[person, at]])]
      }),
    )
    const have = [...people].flatMap(([person, at]) => {
      const did = first?.get(person)
      const counts = did !== undefined && did >= at && did < slot.end && fit?.has(person) !== false
      return counts ? [[person, did] as const] : []
    })
    return [node, new Map(have)] as const
  })
}

/** Who fits each of the conditions now. */
async function fitting(deps: PlanDeps, wanted: readonly Known[], strands: readonly string[]) {
  const conditions = new Map<string, PlanCondition>()
  for (const { node } of wanted) if (node.condition) conditions.set(JSON.stringify(node.condition), node.condition)
  const found = new Map<string, ReadonlySet<string>>()
  for (const [text, condition] of conditions)
    found.set(text, await deps.sight.belonging(condition, strands, deps.now()))
  return found
}
