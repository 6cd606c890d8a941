import type { Standing, Transfers, WholePeople } from '#modules/acquisition'
import { type Identities, normalise } from '#modules/identity'
import type { Workspace } from '#modules/staff'
import type { Settings } from '#platform/settings'
import { openHooks } from '../../modules/acquisition/server/index.ts'
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

/** Hooks with their neighbours, and what is heard of the money that they sent. */
export function openGiving(
  platform: Platform,
  known: { identities: Identities; workspace: Settings<Workspace> },
  payOut: Transfers['pay'],
) {
  const whole = wholePeople(platform, known.identities, known.workspace)
  const ledger = booksOf(platform)
  const cards = { seen: async () => null, claimed: async () => undefined }
  const hooks = openHooks({ ...platform, whole, ledger, transfers: { pay: payOut }, cards })
  const partners = openPartnership(platform, { whole, workspace: known.workspace }, payOut)
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
  return { hooks, whole, partners, handlers: { campaignHooks: hooks.handlers, ...partners.handlers } }
}
