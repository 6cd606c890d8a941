import type { Transfers, WholePeople } from '#modules/acquisition'
import type { Workspace } from '#modules/staff'
import type { Settings } from '#platform/settings'
import { openPartners } from '../../modules/acquisition/server/index.ts'
import { seenPrints } from '../../modules/identity/server/index.ts'
import { broughtBy, friendsOf, markedBy } from '../../modules/insight/server/index.ts'
import { booksOf } from '../../modules/ledger/server/index.ts'
import { whoStands } from '../../modules/people/server/index.ts'
import { belongingOf, wrongIn } from '../../modules/segments/server/index.ts'
import { ordersSince } from '../../modules/shop/server/index.ts'
import type { Platform } from './platform.ts'

/** What partners and plans are told of people. */
export function partnerSight(platform: Platform): Parameters<typeof openPartners>[0]['sight'] {
  const { postgres, olap } = platform
  return {
    stand: (strands) => whoStands(postgres.tables(), strands),
    marked: markedBy(olap),
    belonging: (condition, strands, at) => belongingOf(platform, condition, strands, at),
    wrongIn: (condition) => wrongIn(platform, condition),
    prints: (strands) => seenPrints(postgres.tables(), strands),
    ordersSince: (from, after, limit) => ordersSince(postgres, from, after, limit),
    broughtBy: broughtBy(olap),
    friendsOf: friendsOf(olap),
  }
}

/** Partners, with what their neighbours tell them. */
export function openPartnership(
  platform: Platform,
  known: { whole: WholePeople; workspace: Settings<Workspace> },
  payOut: Transfers['pay'],
) {
  return openPartners({
    ...platform,
    ...{ whole: known.whole, ledger: booksOf(platform), transfers: { pay: payOut } },
    zone: async () => (await known.workspace.read()).zone,
    sight: partnerSight(platform),
  })
}
