import type { Gate } from '#modules/carriers'
import type { Identities, OrderClaims } from '#modules/identity'
import type { Workspace } from '#modules/staff'
import type { Settings } from '#platform/settings'
import { openCarriers } from '../../modules/carriers/server/index.ts'
import {
  handedOverBy,
  namesFor,
  nicknamesOf,
  profilesOf,
  reachedBy,
  valuesOf,
  whoStands,
  withdrawnBy,
} from '../../modules/people/server/index.ts'
import { giveFromOutside, membersAfter, tagNamed } from '../../modules/segments/server/index.ts'
import { orderPutter, soldIn } from '../../modules/shop/server/index.ts'
import { bindingsOf } from '../../modules/staff/server/index.ts'
import type { Platform } from './platform.ts'
import { membersSeen, sightOf } from './sight.ts'

type Links = Parameters<typeof openCarriers>[0]['links']
type PutOrder = Parameters<typeof openCarriers>[0]['putOrder']

interface Neighbours {
  readonly links: Links
  readonly identities: Identities & OrderClaims
  readonly goLiveAt: () => Promise<number>
  readonly gate: Gate
  readonly workspace: Settings<Workspace>
}

/** The house of carriers, with what its neighbours tell it and what it tells them. */
export function openReaching(platform: Platform & Neighbours) {
  const { outgoingHosts, postgres } = platform
  const carriers = openCarriers({
    ...platform,
    profiles: profilesOf(platform),
    reached: reachedBy(platform),
    withdraw: withdrawnBy(platform),
    namesOf: namesFor(platform),
    handedOver: handedOverBy(platform),
    putOrder: putOrders(platform),
    soldIn: soldIn(platform.postgres),
    zone: async () => (await platform.workspace.read()).zone,
    isAllowed: ({ host, hostname }) => outgoingHosts.includes(host) || outgoingHosts.includes(hostname),
    strandsOf: async (people) =>
      new Map((await whoStands(postgres.tables(), people)).map(({ asked, strands }) => [asked, strands])),
    tagging: {
      named: (group, name) => tagNamed(platform, group, name, 'carrier'),
      give: (tag, strands, given) => giveFromOutside(platform, { tag, strands, given, by: 'carrier' }),
    },
    valuesOf: valuesOf(platform),
    bindingsOf: (staff) => bindingsOf(postgres.tables(), staff),
    nicknames: nicknamesOf(platform),
    membersSeen: (actor) => membersSeen(platform, actor),
    membersOf: (segment, after, limit) => membersAfter(platform, segment, after, limit),
  })
  return { ...carriers, sight: sightOf(platform, carriers.entrances) }
}

/** Orders of a shop that talks to us go into the ledger as rows of a file do; the newest word replaces the older. */
function putOrders(platform: Platform & Pick<Neighbours, 'identities' | 'workspace'>): PutOrder {
  const put = orderPutter(platform)
  return async ({ source, sourceKind, rows, isLatest }) => {
    if (rows.length === 0) return []
    const { zone } = await platform.workspace.read()
    const { notes } = await put(
      {
        ...{ rows: rows.map((values, i) => ({ line: i + 1, values })), zone, now: platform.now(), dryRun: false },
        options: { sourceKind, source },
      },
      isLatest,
    )
    return notes.flatMap(({ level, reason }) => (level === 'rejected' ? reason.zh : []))
  }
}
