import { implement } from '@orpc/server'
import { sql } from 'kysely'
import { audit } from '#platform/audit'
import { nameOf, type RequestContext } from '#platform/http/context'
import { refuse } from '#platform/http/problem'
import type { StartTask } from '#platform/tasks/kind'
import { tags } from '../../contract.ts'
import { tagProblems } from '../../core/refusals.ts'
import { after, pageOf } from '../page.ts'
import { taggedAfter } from '../read.ts'
import { nextNumber, type SegmentDb } from '../store.ts'
import type { SegmentTables } from '../tables.ts'
import { give } from './give.ts'
import { groupHandlers } from './groups.ts'
import { dropPending, keepPending, listPending } from './pending.ts'
import { archiveTag, changeTag, createTag } from './save.ts'
import { factsOf, handTag, shownTags, tagRows, tagsOf } from './store.ts'
import { giveTaskName, mergeTaskName, type TagTaskDeps, undoTaskName } from './tasks.ts'

export interface TagHandlerDeps extends TagTaskDeps {
  readonly startTask: StartTask
}

/** The endpoints of tags. */
export function tagHandlers(deps: TagHandlerDeps) {
  const os = implement(tags).$context<RequestContext>()
  const db = () => deps.postgres.tables<SegmentTables>()
  return os.router({
    ...groupHandlers(deps),
    ...ofPeople(deps),
    ...waiting(deps),
    list: os.list.handler(async ({ input }) => {
      const page = pageOf(await tagRows(db(), input), input.limit, ({ id }) => id)
      return { ...page, items: await shownTags(deps, page.items) }
    }),
    create: os.create.handler(async ({ input, context }) =>
      shownOne(deps, await createTag(deps, input, nameOf(context.actor))),
    ),
    change: os.change.handler(async ({ input, context }) => {
      await changeTag(deps, input, nameOf(context.actor))
      return shownOne(deps, input.id)
    }),
    archive: os.archive.handler(async ({ input, context }) => {
      await archiveTag(deps, input, nameOf(context.actor))
      return shownOne(deps, input.id)
    }),
    merge: os.merge.handler(({ input: { id, into }, context }) => merge(deps, id, into, context)),
    people: os.people.handler(async ({ input: { id, cursor, limit } }) => {
      const rows = await taggedAfter(deps.olap, { tag: id, after: after(cursor), limit: limit + 1 })
      const items = rows.map(({ person, since }) => ({ person, since: new Date(since).toISOString() }))
      return pageOf(items, limit, ({ person }) => person)
    }),
    history: os.history.handler(async ({ input }) =>
      pageOf(await factsOf(db(), { tag: input.id }, input), input.limit, ({ id }) => id),
    ),
  })
}

async function merge(deps: TagHandlerDeps, id: string, into: string, context: RequestContext) {
  if (id === into) refuse(tagProblems, 'merge-with-itself')
  const [from, to] = await deps.postgres.transaction(async (tx) => {
    const own = tx.tables<SegmentTables>()
    return [await handTag(own, id), await handTag(own, into)]
  })
  const name = `${from.name} → ${to.name}`
  return { task: await deps.startTask(mergeTaskName, { from: id, into, name }, context) }
}

/** Tags that wait for an id. */
function waiting(deps: TagHandlerDeps) {
  const os = implement(tags).$context<RequestContext>()
  return {
    pending: os.pending.handler(({ input }) => listPending(deps, input)),
    createPending: os.createPending.handler(({ input, context }) => keepPending(deps, input, nameOf(context.actor))),
    dropPending: os.dropPending.handler(async ({ input, context }) => {
      await dropPending(deps, input.id, nameOf(context.actor))
      return { done: true as const }
    }),
  }
}

/** Who has which tags, and giving them. */
function ofPeople(deps: TagHandlerDeps) {
  const os = implement(tags).$context<RequestContext>()
  const db = () => deps.postgres.tables<SegmentTables>()
  const shown = async (person: string) => {
    const strands = await deps.identities.strands(person)
    const history = await factsOf(db(), { strands }, { limit: 50 })
    return { items: await tagsOf(deps, strands), history: history.slice(0, 50) }
  }
  const one = async (asked: { id: string; tag: string }, given: boolean, by: string) => {
    const person = await standing(deps, asked.id)
    await giveTo(deps, { tag: asked.tag, people: [person], given, by, batch: null })
    return shown(person)
  }
  return {
    ofPerson: os.ofPerson.handler(async ({ input }) => shown(await standing(deps, input.id))),
    giveOne: os.giveOne.handler(({ input, context }) => one(input, true, nameOf(context.actor))),
    takeOne: os.takeOne.handler(({ input, context }) => one(input, false, nameOf(context.actor))),
    give: os.give.handler(async ({ input: { id, ids, filter, except, given }, context }) => {
      const batch = await nextNumber(db())
      const by = nameOf(context.actor)
      if (filter) {
        const { name } = await deps.postgres.transaction((tx) => handTag(tx.tables<SegmentTables>(), id))
        const task = await deps.startTask(giveTaskName, { tag: id, name, given, batch, filter, except }, context)
        return { changed: 0, task, batch }
      }
      const people = [...new Set(await Promise.all((ids ?? []).map((person) => standing(deps, person))))]
      return { changed: await giveTo(deps, { tag: id, people, given, by, batch }), task: null, batch }
    }),
    undo: os.undo.handler(async ({ input: { id }, context }) => {
      const name = await nameOfBatch(db(), id)
      const undo = await nextNumber(db())
      return { task: await deps.startTask(undoTaskName, { batch: id, undo, name }, context) }
    }),
  }
}

async function giveTo(deps: TagHandlerDeps, giving: Parameters<typeof give>[2]) {
  const changed = await deps.postgres.transaction(async (tx) => {
    const { name } = await handTag(tx.tables<SegmentTables>(), giving.tag)
    const count = await give(deps, tx, giving)
    const about = { name, given: giving.given, people: giving.people.length === 1 ? giving.people[0] : count }
    if (count > 0) await audit(tx, giving.by, 'tag.given', giving.tag, about)
    return count
  })
  if (changed > 0) await deps.outbox.settled()
  return changed
}

async function standing({ identities }: TagHandlerDeps, id: string): Promise<string> {
  return (await identities.standing(id)) ?? refuse(tagProblems, 'no-such-person')
}

async function nameOfBatch(db: SegmentDb, batch: string): Promise<string> {
  const found = await sql<{ name: string }>`
    select t.name from segments_given_fact f join segments_tag t on t.id = f.tag
    where f.batch = ${batch}::bigint limit 1`.execute(db)
  return found.rows[0]?.name ?? refuse(tagProblems, 'no-such-batch')
}

async function shownOne(deps: TagHandlerDeps, id: string) {
  const rows = await tagRows(deps.postgres.tables<SegmentTables>(), { ids: [id], limit: 1 })
  const [shown] = await shownTags(deps, rows)
  return shown ?? refuse(tagProblems, 'no-such-tag')
}
