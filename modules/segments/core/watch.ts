import { fitsEvent, isNamed, traitEvents } from './belongs.ts'
import { type Definition, type Leaf, leavesOf } from './definition.ts'

/** What can make somebody enter or leave a segment: looked at for every event, so it is worked out once. */
export interface Watch {
  /** Conditions on events by their whole name. */
  readonly named: ReadonlyMap<string, readonly Condition[]>
  readonly prefixed: readonly Condition[]
  /** It asks for what a person is, has or bought. */
  readonly person: boolean
}

type Condition = Pick<Extract<Leaf, { did: object }>['did'], 'event' | 'where'> & { readonly prefix?: boolean }

/** The conditions on events of a tree whose other segments stand in their place. */
export function watchOf(tree: Definition): Watch {
  const leaves = leavesOf(tree)
  const conditions = leaves.flatMap((leaf): Condition[] => {
    if ('did' in leaf) return [leaf.did]
    if ('sequence' in leaf) return [...leaf.sequence.steps]
    return 'held' in leaf ? traitEvents.map((event) => ({ event })) : []
  })
  return {
    named: Map.groupBy(
      conditions.filter(({ prefix }) => !prefix),
      ({ event }) => event,
    ),
    prefixed: conditions.filter(({ prefix }) => prefix === true),
    person: leaves.some((leaf) => !('did' in leaf || 'sequence' in leaf || 'held' in leaf)),
  }
}

/** Whether an event can change who belongs. One that fits no condition cannot, whatever else is asked. */
export function concerns({ named, prefixed }: Watch, event: string, properties: unknown): boolean {
  const fits = ({ where }: Condition) => fitsEvent(where, properties)
  return named.get(event)?.some(fits) === true || prefixed.some((one) => isNamed(one, event) && fits(one))
}
