import { z } from 'zod'
import { Id, Time } from '#kit/api'
import { type IdentityMerged, type IdentitySplit, identityMerged, identitySplit } from '#modules/identity'
import { type ShareOpened, shareOpened } from '#modules/intake'
import { type Tellable, tellable } from '#modules/outlet'
import { type ConsentRecorded, consentRecorded, type PeopleChanged, peopleChanged } from '#modules/people'
import { type OrdersChanged, ordersChanged } from '#modules/shop'

const timeOf = (at: number) => new Date(at).toISOString()
const person = Id.meta({ description: 'Number of the person; a merged one answers at /people/{id} with who stands' })

const ofPeople: readonly Tellable[] = [
  tellable({
    name: 'people.changed',
    title: { zh: '客户变化', en: 'People changed' },
    help: { zh: '入池、归属、排除或载体变了', en: 'Their entry, owner, exclusion or carriers changed' },
    topic: peopleChanged,
    needs: 'people:read',
    item: z.object({ person }),
    persons: ['person'],
    items: (payload) => (payload as PeopleChanged).ids.map((id) => ({ person: id })),
  }),
  tellable({
    name: 'people.erased',
    title: { zh: '客户被删除', en: 'People erased' },
    help: { zh: '应当也删掉你那里的数据', en: 'Delete what you keep of them too' },
    topic: peopleChanged,
    needs: 'people:read',
    item: z.object({ person }),
    persons: ['person'],
    items: (payload) => ((payload as PeopleChanged).gone?.people ?? []).map((id) => ({ person: id })),
  }),
  tellable({
    name: 'people.merged',
    title: { zh: '客户合并', en: 'People merged' },
    help: { zh: '两个编号是同一个人', en: 'Two numbers are one human' },
    topic: identityMerged,
    needs: 'people:read',
    item: z.object({ kept: person, gone: person }),
    persons: ['kept', 'gone'],
    items: (payload) => [payload as IdentityMerged],
  }),
  tellable({
    name: 'people.split',
    title: { zh: '客户拆分', en: 'People split' },
    help: { zh: '这些编号不再是同一个人，请重新查询', en: 'These numbers are one human no longer: ask again' },
    topic: identitySplit,
    needs: 'people:read',
    item: z.object({ person }),
    persons: ['person'],
    items: (payload) => (payload as IdentitySplit).strands.map((strand) => ({ person: strand })),
  }),
]

const ofConsents: readonly Tellable[] = [
  tellable({
    name: 'consents.recorded',
    title: { zh: '同意或撤回', en: 'Consents recorded' },
    help: { zh: '有人同意或撤回了某个用途', en: 'Somebody agreed to a purpose or withdrew' },
    topic: consentRecorded,
    needs: 'people:read',
    item: z.object({
      ...{ person, purpose: z.string(), given: z.boolean() },
      at: Time.nullable().meta({ description: 'When they said it; the latest word counts' }),
    }),
    persons: ['person'],
    items: (payload) =>
      (payload as ConsentRecorded).records.map(({ at, ...rest }) => ({ ...rest, at: at === null ? null : timeOf(at) })),
  }),
]

// Staff are people too: their names stay inside.
const order = z.object({
  order: Id,
  person: person.nullable(),
  inviter: person.nullable(),
  paidAt: Time,
  gross: z.number().int().meta({ description: 'Fen' }),
  net: z.number().int().meta({ description: 'Fen, after refunds' }),
  sourceKind: z.enum(['private', 'store', 'platform']),
  state: z.enum(['counted', 'zeroYuan', 'refunded', 'noPerson', 'unlinked']),
  channel: z.string().nullable(),
  store: z.string().nullable(),
  part: z.boolean().meta({ description: 'It has become part of another order and counts nothing itself' }),
})

const ofOrders: readonly Tellable[] = [
  tellable({
    name: 'orders.changed',
    title: { zh: '订单变化', en: 'Orders changed' },
    help: { zh: '新订单、改单、退款，各按现状', en: 'New, changed or refunded, each as it stands now' },
    topic: ordersChanged,
    needs: 'orders:read',
    item: order,
    persons: ['person', 'inviter'],
    items: (payload) =>
      (payload as OrdersChanged).orders.map(({ id, inviterPerson, paidAt, ...rest }) => ({
        ...rest,
        ...{ order: id, inviter: inviterPerson, paidAt: timeOf(paidAt) },
      })),
  }),
  tellable({
    name: 'orders.deleted',
    title: { zh: '订单被删除', en: 'Orders deleted' },
    help: { zh: '撤销导入或删除数据源', en: 'Their import was undone or their source erased' },
    topic: ordersChanged,
    needs: 'orders:read',
    item: z.object({ order: Id }),
    persons: [],
    items: (payload) => ((payload as OrdersChanged).gone ?? []).map(({ id }) => ({ order: id })),
  }),
]

const ofShares: readonly Tellable[] = [
  tellable({
    name: 'shares.opened',
    title: { zh: '分享回流', en: 'Shares opened' },
    help: { zh: '有人从别人的分享进来', en: 'Somebody came by somebody’s share' },
    topic: shareOpened,
    needs: 'people:read',
    item: z.object({
      ...{ share: Id, inviter: person, person, at: Time },
      depth: z.number().int().nullable(),
      method: z.string().nullable(),
      trust: z.enum(['client', 'server']).meta({ description: 'What a client says is no proof' }),
    }),
    persons: ['inviter', 'person'],
    items: (payload) => {
      const { id, at, inviter, person: visitor, depth, method, trust } = payload as ShareOpened
      return [{ share: id, at: timeOf(at), inviter, person: visitor, depth, method, trust }]
    },
  }),
]

/** What the outside may hear of: persons as numbers, never an id, a name or an attribute of theirs. */
export const tellableFacts: readonly Tellable[] = [...ofPeople, ...ofConsents, ...ofOrders, ...ofShares]
