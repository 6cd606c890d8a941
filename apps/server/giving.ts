import { join } from 'node:path'
import type { BuyersAfter, Standing, Transfers, WholePeople } from '#modules/acquisition'
import type { GivenCodes } from '#modules/carriers'
import { type Identities, normalise } from '#modules/identity'
import type { Workspace } from '#modules/staff'
import type { Settings } from '#platform/settings'
import type { StartTask } from '#platform/tasks/kind'
import { openCards, openHooks } from '../../modules/acquisition/server/index.ts'
import { type MoneyTold, moneyTold } from '../../modules/carriers/server/index.ts'
import { scopesOfOrders } from '../../modules/insight/server/index.ts'
import { booksOf } from '../../modules/ledger/server/index.ts'
import { namesFor, whoEntered } from '../../modules/people/server/index.ts'
import { type Bought, boughtBy } from '../../modules/shop/server/index.ts'
import { openPartnership } from './partners.ts'
import type { Platform } from './platform.ts'

/** What the books ask of their neighbours. */
export const ledgerDeps = (platform: Platform, identities: Identities) => ({
  ...platform,
  strands: (person: string) => identities.strands(person),
  namesOf: namesFor(platform),
})

/** Who people are over all their ids, as those ask who give something to some of them. */
export function wholePeople(platform: Platform, identities: Identities, workspace: Settings<Workspace>): WholePeople {
  const { postgres, olap } = platform
  return {
    async standing(strand) {
      const [one] = await whoEntered(postgres.tables(), [strand])
      if (!one) return null
      const orders = await boughtBy(postgres, one.strands)
      const { assistedDays } = await workspace.read()
      const scopes = await scopesOfOrders(
        { olap, assistedDays },
        { people: [one.person], enteredAt: one.enteredAt },
        orders,
      )
      const isPrivate = (i: number) => scopes[i] === 'direct' || scopes[i] === 'assisted'
      const { person, strands, enteredAt, excluded } = one
      return { person, strands, enteredAt, excluded, ...counted(orders, isPrivate) }
    },
    async phone(text) {
      const found = normalise({ type: 'phone', value: text })
      if (typeof found === 'string') return null
      return { normal: found.value, strand: await identities.strandOf('phone', found.value) }
    },
    namesOf: namesFor(platform),
  }
}

function counted(
  orders: readonly Bought[],
  isPrivate: (i: number) => boolean,
): Omit<Standing, 'enteredAt' | 'excluded'> {
  const count = (state: Bought['state'], wanted: (i: number) => boolean) =>
    orders.filter((one, i) => one.state === state && wanted(i)).length
  return {
    ...{ bought: count('counted', () => true), boughtPrivate: count('counted', isPrivate) },
    ...{ refunded: count('refunded', () => true), refundedPrivate: count('refunded', isPrivate) },
  }
}

/** What people have bought in the private domain, over all their ids: counted orders of its own shops. */
export const buyersOf =
  ({ postgres }: Platform): BuyersAfter =>
  async (strands) => {
    const people = await whoEntered(postgres.tables(), [...new Set(strands)])
    const orders = await boughtBy(
      postgres,
      people.flatMap((one) => one.strands),
    )
    const direct = orders.filter(({ state, sourceKind }) => state === 'counted' && sourceKind === 'private')
    const byStrand = Map.groupBy(direct, ({ person }) => person)
    return new Map(
      people.flatMap(({ asked, person, excluded, strands: all }) => {
        const own = all.flatMap((strand) => byStrand.get(strand) ?? []).map(({ paidAt: at, net }) => ({ at, net }))
        const first = Math.min(...own.map(({ at }) => at))
        return own.length === 0 || excluded ? [] : [[asked, { person, first, orders: own }] as const]
      }),
    )
  }

interface Around {
  readonly identities: Identities
  readonly workspace: Settings<Workspace>
  readonly payOut: Transfers['pay']
  readonly codes: GivenCodes
  readonly choose: Parameters<typeof openCards>[0]['choose']
}

/** Hooks and parcel cards with their neighbours, and what they hear of: money that was sent, people who were added. */
export function openGiving(platform: Platform, { identities, workspace, payOut, codes, choose }: Around) {
  const whole = wholePeople(platform, identities, workspace)
  const ledger = booksOf(platform)
  const folder = join(platform.dataDir, 'files', 'prints')
  const cards = openCards({ ...platform, whole, ledger, codes, choose, folder, bought: buyersOf(platform) })
  const hooks = openHooks({ ...platform, whole, ledger, transfers: { pay: payOut }, cards: cards.seen })
  platform.outbox.subscribe(cards.hearing)
  const partners = openPartnership(platform, { whole, workspace }, payOut)
  platform.outbox.subscribe({
    consumer: 'acquisition.transfers',
    topics: [moneyTold],
    async handle(_tx, facts) {
      for (const { payload } of facts) {
        const told = payload as MoneyTold
        if (told.kind !== 'transfer') continue
        await hooks.hearTransfer(told)
        await partners.hearTransfer(told)
      }
    },
  })
  return {
    ...{ hooks, whole, partners },
    ...{ tasks: cards.tasks, routes: cards.routes, pages: { card: cards.scan, hook: hooks.page } },
    handlers: (startTask: StartTask) => ({
      campaignHooks: hooks.handlers,
      parcelCards: cards.handlers(startTask),
      ...partners.handlers,
    }),
  }
}
