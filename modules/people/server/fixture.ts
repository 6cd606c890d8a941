import { call } from '@orpc/server'
import { type Evidence, type Policy, policySchema } from '#modules/identity'
import type { RequestContext } from '#platform/http/context'
import { taskHost } from '#platform/tasks/host'
import { freshPlatform, type TestPlatform } from '#platform/testing'
import { rulesOf } from '../../identity/core/policy.ts'
import { hearMerges, identityServer } from '../../identity/server/index.ts'
import type { Profiles, TimelineSource } from '../index.ts'
import { copyPeople, excludeTask, followPersons, hearOrders, peopleHandlers, profilesOf } from './index.ts'
import type { PeopleTables } from './tables.ts'

export const context: RequestContext = {
  actor: { kind: 'staff', id: '7', name: 'test', rights: ['*'] },
  requestId: 'r',
  ip: '::1',
  userAgent: '',
  language: 'zh',
  cookie: () => undefined,
  setCookie: () => undefined,
}

export const goLive = Date.parse('2026-05-01T00:00:00Z')

export interface OrderSaid {
  person: string | null
  identity: string | null
  paidAt: number
  gross?: number
  net?: number
  sourceKind?: string
  inviterPerson?: string | null
  channel?: string | null
}

export interface People {
  platform: TestPlatform
  identities: ReturnType<typeof identityServer>
  profiles: Profiles
  router: ReturnType<typeof peopleHandlers>
  api: ReturnType<typeof clientOf>
  /** One piece of evidence, as `['login_id', 'u1']`; answers person and identity. */
  see(
    trust: Evidence['trust'],
    at: number,
    ...claims: [string, string][]
  ): Promise<{ person: string; identity: string }>
  /** A fact of the shop, delivered when this returns. */
  orders(...orders: OrderSaid[]): Promise<void>
  /** One task, as its endpoint shows it; none runs before `platform.jobs.start`. */
  task(id: string): Promise<{ state: string; done: number; total: number | null; counts: { count: number }[] }>
  cancelTask(id: string): Promise<unknown>
  row(id: string): Promise<PeopleTables['people_person'] | undefined>
  close(): Promise<void>
}

const noNeighbours = {
  chain: { orders: async () => [], touches: async () => [] },
  ...{ tagsOf: async () => [], placesSeen: async () => null },
}

/** People and identity on a database of their own, with the relays running and the given timeline. */
export async function openPeople(
  timeline: readonly TimelineSource[] = [],
  policy: () => Partial<Policy> = () => ({}),
): Promise<People> {
  const platform = await freshPlatform()
  const deps = { ...platform, goLiveAt: async () => goLive }
  const identities = identityServer({
    ...platform,
    onChange: followPersons(deps),
    rules: async () => rulesOf(policySchema.parse(policy())),
  })
  platform.outbox.subscribe(hearOrders(platform.outbox, deps.goLiveAt))
  platform.outbox.subscribe(copyPeople(platform.olap))
  platform.outbox.subscribe(hearMerges(platform.olap))
  await platform.outbox.start()
  const tasks = taskHost({ ...platform, now: platform.clock, kinds: [excludeTask(platform)] })
  const startTask = tasks.start
  const router = peopleHandlers({ ...platform, identities, timeline, ...noNeighbours, startTask })
  return {
    platform,
    identities,
    profiles: profilesOf(deps),
    router,
    api: clientOf(router),
    task: (id) => call(tasks.handlers.get, { id }, { context }),
    cancelTask: (id) => call(tasks.handlers.cancel, { id }, { context }),
    async see(trust, at, ...claims) {
      const list = claims.map(([type, value]) => ({ type, value }))
      const [one] = await identities.resolve([{ at, trust, claims: list }])
      return { person: one?.person ?? '', identity: one?.identity ?? '' }
    },
    async orders(...orders) {
      const said = orders.map((order) => ({ gross: 100, net: 100, sourceKind: 'private', ...order }))
      await platform.postgres.transaction((tx) => platform.outbox.publish(tx, 'shop.ordersChanged', { orders: said }))
      await platform.outbox.settled()
    },
    row: (id) => rowOf(platform, id),
    close: () => platform.close(),
  }
}

const rowOf = ({ postgres }: TestPlatform, id: string) =>
  postgres.tables<PeopleTables>().selectFrom('people_person').selectAll().where('id', '=', id).executeTakeFirst()

interface ListFilter {
  known?: 'true' | 'false'
  entered?: 'true'
  excluded?: 'true'
}

function clientOf(router: ReturnType<typeof peopleHandlers>) {
  const with_ = { context }
  return {
    list: (input: { limit?: number; cursor?: string; q?: string } & ListFilter = {}) => call(router.list, input, with_),
    count: () => call(router.count, undefined, with_),
    get: (id: string) => call(router.get, { id }, with_),
    lookup: (type: string, value: string) => call(router.lookup, { type, value }, with_),
    timeline: (id: string, page: { limit?: number; cursor?: string } = {}) =>
      call(router.timeline, { id, ...page }, with_),
    merges: (id: string) => call(router.merges, { id }, with_),
    excludeMany: (ids: string[], reason: 'staff' | 'test' | 'cheat' | null) =>
      call(router.excludeMany, { ids, reason }, with_),
    excludeAll: (filter: ListFilter, except: string[], reason: 'staff' | 'test' | 'cheat' | null) =>
      call(router.excludeMany, { filter, except, reason }, with_),
    excludeBoth: (ids: string[], filter: ListFilter, reason: 'test') =>
      call(router.excludeMany, { ids, filter, reason }, with_),
    reveal: (id: string, reason: string) => call(router.reveal, { id, reason }, with_),
    exclude: (id: string, reason: 'staff' | 'test' | 'cheat' | null) => call(router.exclude, { id, reason }, with_),
  }
}
