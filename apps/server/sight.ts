import type { Actor } from '#platform/http/context'
import { membersWithin } from '../../modules/carriers/server/index.ts'
import { isReachedAt } from '../../modules/people/server/index.ts'
import { scopeOf } from '../../modules/staff/server/index.ts'
import type { Platform } from './platform.ts'

type Stores = Pick<Platform, 'postgres'>
type Members = NonNullable<Awaited<ReturnType<typeof membersWithin>>>

/** The members whose customers a caller may see; null = everybody's. */
export async function membersSeen({ postgres }: Stores, actor: Actor) {
  if (actor.kind !== 'staff' || !actor.limited) return null
  const asked = await scopeOf(postgres.tables(), actor.id)
  return asked ? membersWithin(postgres, asked) : []
}

interface Entrances {
  /** Where people say they are reached by these members. */
  places(members: Members): Promise<readonly string[]>
}

/** Which customers a caller sees: those whom the members of their scope have now. Put together in this one place for all houses. */
export function sightOf(stores: Stores, entrances: Entrances) {
  const placesSeen = async (actor: Actor): Promise<readonly string[] | null> => {
    const members = await membersSeen(stores, actor)
    return members && entrances.places(members)
  }
  return {
    placesSeen,
    async sees(actor: Actor, person: string): Promise<boolean> {
      const places = await placesSeen(actor)
      return places === null || isReachedAt(stores.postgres.tables(), person, places)
    },
  }
}
