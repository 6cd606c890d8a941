import { implement } from '@orpc/server'
import { nameOf, type RequestContext } from '#platform/http/context'
import { refuse } from '#platform/http/problem'
import { parcelCards as contract } from '../../core/cardContract.ts'
import { compare } from '../../core/cardFunnel.ts'
import { cardProblems } from '../../core/cardRefusals.ts'
import type { CardApiDeps } from './deps.ts'
import { insertCards } from './inserting.ts'
import { batchRow, batchRows, listCards } from './list.ts'
import { makeCards } from './making.ts'
import { printCards, urlOf } from './printing.ts'
import { batchOf, checkedLayout, designOf, shownBatches, shownDesigns } from './read.ts'
import { reportOf } from './report.ts'
import { pictureOfCard } from './sheet.ts'
import { changeBatch, changeDesign, createBatch, createDesign } from './store.ts'
import type { BatchRow, CardTables, DesignRow } from './tables.ts'
import { worthOf } from './worth.ts'

const cardOs = () => implement(contract).$context<RequestContext>()
type Os = ReturnType<typeof cardOs>

/** The endpoints of parcel cards. */
export function cardHandlers(deps: CardApiDeps) {
  const os = cardOs()
  return os.router({ ...designing(os, deps), ...batching(os, deps), ...printing(os, deps) })
}

/** Begins the work on a batch, which says from then on which task that is. */
async function begin(deps: CardApiDeps, kind: string, { id, name }: BatchRow, context: RequestContext) {
  const task = await deps.startTask(kind, { batch: id, name }, context)
  const set = kind === makeCards ? { task } : { print_task: task }
  const db = deps.postgres.tables<CardTables>()
  await db.updateTable('acquisition_card_batch').set(set).where('id', '=', id).execute()
  return task
}

function designing(os: Os, deps: CardApiDeps) {
  const show = async (row: DesignRow) =>
    (await shownDesigns(deps.postgres, [row]))[0] ?? refuse(cardProblems, 'no-such-design')
  return {
    designs: os.designs.handler(async ({ input: { cursor, limit } }) => {
      let query = deps.postgres
        .tables<CardTables>()
        .selectFrom('acquisition_card_design')
        .selectAll()
        .orderBy('id', 'desc')
        .limit(limit + 1)
      if (/^\d{1,18}$/.test(cursor ?? '')) query = query.where('id', '<', cursor ?? '')
      const rows = await query.execute()
      const items = await shownDesigns(deps.postgres, rows.slice(0, limit))
      const last = items.at(-1)
      return rows.length > limit && last ? { items, next: last.id } : { items }
    }),
    design: os.design.handler(async ({ input }) => show(await designOf(deps.postgres, input.id))),
    create: os.create.handler(async ({ input, context }) =>
      show(await createDesign(deps, input, nameOf(context.actor))),
    ),
    change: os.change.handler(async ({ input: { id, ...patch }, context }) =>
      show(await changeDesign(deps, id, patch, nameOf(context.actor))),
    ),
    preview: os.preview.handler(async ({ input: { form, marketplace, layout }, context }) => {
      const own = { url: `${context.origin ?? 'https://example.com'}/m/c/23456789ab`, code: '23456789ab' }
      return { picture: await pictureOfCard({ form, layout }, own), ...checkedLayout(form, marketplace, layout) }
    }),
  }
}

function batching(os: Os, deps: CardApiDeps) {
  const show = async (id: string) =>
    (await shownBatches(deps, await batchRow(deps, id)))[0] ?? refuse(cardProblems, 'no-such-batch')
  return {
    batches: os.batches.handler(async ({ input }) => {
      const { items, next } = await batchRows(deps, input)
      const shown = await shownBatches(deps, items)
      return next === undefined ? { items: shown } : { items: shown, next }
    }),
    batch: os.batch.handler(({ input }) => show(input.id)),
    makeBatch: os.makeBatch.handler(async ({ input, context }) => {
      const made = await createBatch(deps, input, context.origin ?? '', nameOf(context.actor))
      const task = await begin(deps, makeCards, made, context)
      return { ...(await show(made.id)), task }
    }),
    continueBatch: os.continueBatch.handler(async ({ input, context }) => {
      const batch = await batchOf(deps.postgres, input.id)
      if (batch.state === 'ready') refuse(cardProblems, 'batch-ready')
      return { task: await begin(deps, makeCards, batch, context) }
    }),
    changeBatch: os.changeBatch.handler(async ({ input: { id, ...patch }, context }) => {
      await changeBatch(deps, id, patch, nameOf(context.actor))
      return show(id)
    }),
    insert: os.insert.handler(({ input, context }) => insertCards(deps, input.items, nameOf(context.actor))),
    cards: os.cards.handler(async ({ input }) => {
      const batch = await batchOf(deps.postgres, input.batch)
      const { items, ...next } = await listCards(deps, input)
      return { items: items.map((one) => ({ ...one, url: urlOf(batch, one.code) })), ...next }
    }),
  }
}

function printing(os: Os, deps: CardApiDeps) {
  return {
    print: os.print.handler(async ({ input, context }) => {
      const batch = await batchOf(deps.postgres, input.id)
      if (batch.state !== 'ready') refuse(cardProblems, 'batch-making')
      return { task: await begin(deps, printCards, batch, context) }
    }),
    prints: os.prints.handler(async ({ input }) => {
      const query = deps.postgres.tables<CardTables>().selectFrom('acquisition_card_print').selectAll()
      const rows = await query.where('batch', '=', input.id).orderBy('part').execute()
      return { items: rows.map(({ part, first, last, bytes, read }) => ({ part, from: first, to: last, bytes, read })) }
    }),
    report: os.report.handler(async () => ({ items: await reportOf(deps) })),
    compare: os.compare.handler(async ({ input }) => {
      const [first, second] = [await batchOf(deps.postgres, input.first), await batchOf(deps.postgres, input.second)]
      const worths = await worthOf(deps, [first, second])
      const of = (id: string, stage: 'scanned' | 'added') => {
        const reached = worths.get(id)?.reached
        return { of: reached?.inserted || reached?.printed || 0, hits: reached?.[stage] ?? 0 }
      }
      const verdict = (stage: 'scanned' | 'added') => ({
        needed: null,
        ...compare(of(first.id, stage), of(second.id, stage)),
      })
      return { scanned: verdict('scanned'), added: verdict('added') }
    }),
  }
}
