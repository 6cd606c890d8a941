import type { Identities } from '#modules/identity'
import type { OwnEvents } from '#modules/intake'
import type { Workspace } from '#modules/staff'
import type { Settings } from '#platform/settings'
import { fanExport, fanHandlers, fanImporter, redemptionImporter } from '../../modules/acquisition/server/index.ts'
import { liveRoomImporter } from '../../modules/carriers/server/index.ts'
import { hasIds } from '../../modules/identity/server/index.ts'
import * as people from '../../modules/people/server/index.ts'
import { createList } from '../../modules/segments/server/index.ts'
import * as shop from '../../modules/shop/server/index.ts'
import { buyersOf, wholePeople } from './giving.ts'
import type { Platform } from './platform.ts'

interface Ports {
  readonly identities: Parameters<typeof people.peopleImporter>[0]['identities'] &
    Parameters<typeof shop.orderImporter>[0]['identities'] & { readonly strandsOfIds: Identities['strandsOfIds'] }
  readonly own: OwnEvents
  readonly profiles: Parameters<typeof people.peopleImporter>[0]['profiles']
}

/** What files and pushes may bring: orders, people, followers, redeemed vouchers. What is of a public platform is followed. */
export function importersOf(platform: Platform, ports: Ports, goLiveAt: () => Promise<number>) {
  const deps = { ...platform, strandsOfIds: ports.identities.strandsOfIds.bind(ports.identities) }
  const orders = shop.orderImporter({ ...platform, ...ports })
  const followers = people.followerImporter({ ...platform, ...ports, goLiveAt })
  return [
    orders,
    fanImporter(deps, people.peopleImporter({ ...platform, ...ports, goLiveAt })),
    fanImporter(deps, followers),
    redemptionImporter(
      {
        ...deps,
        own: ports.own,
        ordersKnown: (source, numbers) => shop.ordersKnown(platform.postgres, source, numbers),
      },
      { people: followers, orders },
    ),
    liveRoomImporter(platform),
  ]
}

/** How far people are, by strand. */
export const fanStandings =
  ({ postgres }: Platform) =>
  async (strands: readonly string[]) => {
    const standing = await people.whoStands(postgres.tables(), strands)
    const reached = await people.firstReached(
      postgres.tables(),
      standing.map(({ person }) => person),
    )
    const ids = await hasIds(
      postgres,
      standing.flatMap((one) => one.strands),
      ['phone', 'member_id'],
    )
    return new Map(
      standing.map(({ asked, person, excluded, strands: all }) => {
        const has = (type: string) => all.some((strand) => ids.get(strand)?.has(type))
        const addedAt = reached.get(person) ?? null
        return [asked, { person, excluded, hasPhone: has('phone'), isMember: has('member_id'), addedAt }]
      }),
    )
  }

/** What fans ask of the neighbours. */
function fanDeps(platform: Platform, identities: Identities, workspace: Settings<Workspace>) {
  return {
    ...platform,
    bought: buyersOf(platform),
    whole: wholePeople(platform, identities, workspace),
    standings: fanStandings(platform),
    listOf: async (asked: Parameters<typeof createList>[1], by: string) =>
      (await createList({ ...platform, identities }, asked, by)).id,
  }
}

/** The endpoints of fans, and their list as a file. */
export function openFans(platform: Platform, identities: Identities, workspace: Settings<Workspace>) {
  const deps = fanDeps(platform, identities, workspace)
  return { handlers: fanHandlers(deps), exports: [fanExport(deps)] }
}
