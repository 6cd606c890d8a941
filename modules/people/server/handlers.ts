import { implement, ORPCError } from '@orpc/server'
import { type Identities, kindOf, mask } from '#modules/identity'
import type { Vault } from '#platform/crypto'
import { type Actor, nameOf, type RequestContext } from '#platform/http/context'
import type { Outbox } from '#platform/outbox'
import type { Postgres } from '#platform/postgres/postgres'
import type { StartTask } from '#platform/tasks/kind'
import { type PersonValue, people } from '../contract.ts'
import type { ChainSources, TimelineSource } from '../index.ts'
import { readChain } from './chain.ts'
import { exclude } from './exclude.ts'
import { startExcluding } from './excludeAll.ts'
import { countTabs, idsMatching, isReachedAt, type ListQuestion, readPage } from './list.ts'
import { ownersOf } from './owners.ts'
import { revealed } from './reveal.ts'
import { findPeople } from './search.ts'
import { shownPeople } from './shown.ts'
import type { PeopleTables } from './tables.ts'
import { readTimeline } from './timeline.ts'
import { wearerHandlers } from './wearerHandlers.ts'

export interface HandlerDeps {
  postgres: Postgres
  outbox: Outbox
  vault: Vault
  identities: Identities
  timeline: readonly TimelineSource[]
  chain: ChainSources
  startTask: StartTask
  /** Names of the tags of whoever has these numbers. */
  tagsOf: (strands: readonly string[]) => Promise<readonly string[]>
  /** What another house expects of the person. */
  value?(person: string): Promise<PersonValue | null>
  /** The places whose people a caller sees; null = everybody. */
  placesSeen(actor: Actor): Promise<readonly string[] | null>
}

type Row = PeopleTables['people_person']

/** The people endpoints. */
export function peopleHandlers(deps: HandlerDeps) {
  const os = implement(people).$context<RequestContext>()
  const read = new Reader(deps)
  return os.router({
    ...wearerHandlers(deps, (id) => read.whole(id)),
    ...listHandlers(deps, read),
    get: os.get.handler(({ input }) => read.profile(input.id)),
    timeline: os.timeline.handler(async ({ input }) =>
      readTimeline(deps.timeline, (await read.whole(input.id)).strands, input),
    ),
    chain: os.chain.handler(async ({ input }) => {
      const { row, strands } = await read.whole(input.id)
      return readChain(deps, row, strands)
    }),
    merges: os.merges.handler(async ({ input }) => {
      const row = await read.row(input.id)
      const items = await deps.identities.merges(row.id)
      return { items: items.map((m) => ({ ...m, because: masked(m.because), at: m.at.toISOString() })) }
    }),
    owners: os.owners.handler(({ input }) => read.owners(input.id)),
    reveal: os.reveal.handler(async ({ input, context }) => {
      const row = await read.row(input.id)
      return revealed(deps, row.id, { by: nameOf(context.actor), reason: input.reason })
    }),
    ...excludingHandlers(deps, read),
  })
}

/** Taking people out of every number, and back. */
function excludingHandlers(deps: HandlerDeps, read: Reader) {
  const os = implement(people).$context<RequestContext>()
  return {
    exclude: os.exclude.handler(async ({ input, context }) => {
      const row = await read.row(input.id)
      await exclude(deps, [row.id], input.reason, nameOf(context.actor))
      return read.profile(row.id)
    }),
    excludeMany: os.excludeMany.handler(async ({ input, context }) => {
      const { ids = [], filter, except, reason } = input
      if (filter) return { items: [], task: await startExcluding(deps, { filter, except, reason }, context) }
      return { items: await exclude(deps, ids, reason, nameOf(context.actor)), task: null }
    }),
  }
}

/** Lists keep to what their caller sees. */
function listHandlers(deps: HandlerDeps, read: Reader) {
  const os = implement(people).$context<RequestContext>()
  return {
    list: os.list.handler(async ({ input, context }) =>
      read.list({ ...input, places: await deps.placesSeen(context.actor) }),
    ),
    count: os.count.handler(async ({ input, context }) =>
      countTabs(deps.postgres.tables(), { ...input, places: await deps.placesSeen(context.actor) }),
    ),
    lookup: os.lookup.handler(async ({ input, context }) => read.lookup(input, await deps.placesSeen(context.actor))),
  }
}

function masked(claim: { type: string; value: string }) {
  if (!kindOf(claim.type)?.personal) return claim
  return { type: claim.type, value: mask(claim.type, claim.value) }
}

class Reader {
  readonly #deps: HandlerDeps

  constructor(deps: HandlerDeps) {
    this.#deps = deps
  }

  get #db() {
    return this.#deps.postgres.tables<PeopleTables>()
  }

  async list({ q, ...question }: ListQuestion & { q?: string | undefined }) {
    if (q !== undefined) {
      const found = await findPeople(this.#deps, q)
      const fit = await idsMatching(this.#db, { ...question, ids: found.map(({ id }) => id) })
      const items = found.filter(({ id }) => fit.has(id))
      return { items: await shownPeople(this.#deps, items) }
    }
    const { page, next } = await readPage(this.#db, question)
    return { items: await shownPeople(this.#deps, page), ...(next ? { next } : {}) }
  }

  /** The row that stands for this id. */
  async row(id: string): Promise<Row> {
    let at = id
    for (let hops = 0; hops < 100; hops += 1) {
      const row = await this.#db.selectFrom('people_person').selectAll().where('id', '=', at).executeTakeFirst()
      if (!row) break
      if (!row.merged_into) return row
      at = row.merged_into
    }
    throw new ORPCError('NOT_FOUND')
  }

  /** The row with all numbers that what is stored of the person may carry. */
  async whole(id: string) {
    const row = await this.row(id)
    return { row, strands: await this.#deps.identities.strands(row.id) }
  }

  async owners(id: string) {
    return { items: await ownersOf(this.#db, (await this.whole(id)).strands) }
  }

  async lookup({ type, value }: { type: string; value: string }, places: readonly string[] | null) {
    const person = await this.#deps.identities.lookup(type, value)
    const isSeen = person !== null && (places === null || (await isReachedAt(this.#db, person, places)))
    if (!isSeen || person === null) throw new ORPCError('NOT_FOUND')
    return this.profile(person)
  }

  async profile(id: string) {
    const row = await this.row(id)
    const [shown] = await shownPeople(this.#deps, [row])
    if (!shown) throw new ORPCError('NOT_FOUND')
    const identities = await this.#deps.identities.identitiesOf(row.id)
    const carriers = await this.#db
      .selectFrom('people_carrier')
      .selectAll()
      .where('person', '=', row.id)
      .orderBy('started')
      .execute()
    return {
      ...shown,
      identities: identities.map((i) => ({ ...masked(i), firstSeenAt: i.firstSeen.toISOString() })),
      tags: [...(await this.#deps.tagsOf(await this.#deps.identities.strands(row.id)))],
      ...(this.#deps.value ? { value: await this.#deps.value(row.id) } : {}),
      carriers: carriers.map((c) => ({
        carrier: c.carrier,
        account: c.account,
        startedAt: c.started.toISOString(),
        endedAt: c.ended?.toISOString() ?? null,
      })),
    }
  }
}
