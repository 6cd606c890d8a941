import type { IdentityErasing } from '../../modules/identity/server/index.ts'
import type { SourceErasing } from '../../modules/intake/server/index.ts'
import type { PeopleErasing } from '../../modules/people/server/index.ts'
import type { ShopErasing } from '../../modules/shop/server/index.ts'

/** What the houses offer to find and delete people of whom nothing is left. */
export interface PeopleEraser {
  readonly sources: SourceErasing
  readonly shop: ShopErasing
  readonly people: PeopleErasing
  readonly identities: IdentityErasing
}

/** Deletes who was brought by these origins alone and has nothing of another one. Returns how many. */
export async function erasePeople(
  { identities, people, shop, sources }: PeopleEraser,
  origins: readonly string[],
  mentioned: (persons: readonly string[]) => Promise<readonly string[]> = async () => [],
): Promise<number> {
  const brought = await identities.onlyFrom(origins)
  const all = brought.flatMap((one) => one.all)
  const known = new Set([
    ...(await people.proven(all)),
    ...(await shop.inLedger(all)),
    ...(await sources.withEvents(all)),
    ...(await mentioned(all)),
  ])
  const gone = brought.filter((one) => !one.all.some((id) => known.has(id)))
  const persons = gone.flatMap((one) => one.all)
  await identities.erase(gone, (tx) => people.erase(tx, persons))
  return gone.length
}

/** After imports were undone: who came with them and is left with nothing goes too. */
export const leftoversOf = (eraser: PeopleEraser) => (undone: readonly string[]) =>
  erasePeople(
    eraser,
    undone.map((id) => `import:${id}`),
    (persons) => eraser.people.mentioned(persons, undone),
  )
