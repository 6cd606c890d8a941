import { call, implement } from '@orpc/server'
import type { RequestContext } from '#platform/http/context'
import type { openReaching } from '../carriers.ts'
import { customers } from './contract.ts'
import type { Houses } from './houses.ts'

interface Deps {
  readonly desk: ReturnType<typeof openReaching>['desk']
  readonly houses: Houses
}

/** What a member sees and does on the phone, put together from what each house tells; first it is asked whether the customer is theirs. */
export function customerHandlers({ desk, houses }: Deps) {
  const os = implement(customers).$context<RequestContext>()
  const tag = async (
    procedure: Houses['tags']['giveOne'],
    input: { person: string; tag: string },
    context: RequestContext,
  ) => {
    await desk.allow(context, input.person)
    return call(procedure, { id: input.person, tag: input.tag }, { context })
  }
  return os.router({
    card: os.card.handler(async ({ input, context }) =>
      cardOf(houses, await desk.customer(context, input.external), context),
    ),
    history: os.history.handler(async ({ input: { person, ...page }, context }) => {
      await desk.allow(context, person)
      return call(houses.people.timeline, { id: person, ...page }, { context })
    }),
    tagChoices: os.tagChoices.handler(async ({ context }) => {
      const { items } = await call(houses.tags.list, { limit: 200 }, { context })
      const byHand = items.filter(({ kind }) => kind === 'hand')
      return { items: byHand.map(({ id, name, groupName }) => ({ tag: id, name, groupName })) }
    }),
    giveTag: os.giveTag.handler(({ input, context }) => tag(houses.tags.giveOne, input, context)),
    takeTag: os.takeTag.handler(({ input, context }) => tag(houses.tags.takeOne, input, context)),
    reveal: os.reveal.handler(async ({ input: { person, reason }, context }) => {
      await desk.allow(context, person)
      const shown = await call(houses.people.reveal, { id: person, reason }, { context })
      const phones = shown.identities.filter(({ type }) => type === 'phone').map(({ value }) => value)
      return { private: shown.private, phones }
    }),
  })
}

type Customer = Awaited<ReturnType<Deps['desk']['customer']>>

async function cardOf(houses: Houses, customer: Customer, context: RequestContext) {
  const by = { id: customer.person }
  const as = { context }
  const [profile, tags, consents, purposes, wearers, touches, orders] = await Promise.all([
    call(houses.people.get, by, as),
    call(houses.tags.ofPerson, by, as),
    call(houses.consents.of, by, as),
    call(houses.consents.purposes, undefined, as),
    call(houses.people.wearers, by, as),
    call(houses.people.timeline, { ...by, facts: 'touch', limit: 5 }, as),
    ordersOf(houses, customer.person, context),
  ])
  const texts = new Map(purposes.purposes.map((one) => [one.key, one]))
  const { owner, source, enteredAt, excluded, value } = profile
  return {
    ...{ ...customer, private: profile.private, owner, source, enteredAt, excluded, orders },
    ...{ tags: tags.items, clv: value?.clv ?? null, touches: touches.items },
    wearers: wearers.items,
    consents: consents.items.map(({ purpose, state }) => ({
      ...{ purpose, state, zh: texts.get(purpose)?.zh ?? purpose, en: texts.get(purpose)?.en ?? purpose },
    })),
  }
}

async function ordersOf(houses: Houses, person: string, context: RequestContext) {
  const strands = await houses.strands(person)
  const [{ orders: count, net }, { items }] = await Promise.all([
    call(houses.shop.bought, { strands: strands.join(',') }, { context }),
    call(houses.shop.list, { person, state: 'counted', limit: 1 }, { context }),
  ])
  return { count, net, lastAt: items[0]?.paidAt ?? null }
}
