import { audit } from '#platform/audit'
import { refuse } from '#platform/http/problem'
import type { Postgres } from '#platform/postgres/postgres'
import { type CardForm, type CardLayout, firstLayout } from '../../core/card.ts'
import { cardProblems } from '../../core/cardRefusals.ts'
import type { Marketplace } from '../../core/cardRisk.ts'
import { hookOf } from '../hooks/read.ts'
import type { LiveTables } from '../live/tables.ts'
import type { CardDeps } from './deps.ts'
import { batchOf, checkedLayout, designOf } from './read.ts'
import type { BatchRow, CardTables, DesignRow } from './tables.ts'

interface NewDesign {
  readonly name: string
  readonly form: CardForm
  readonly marketplace: Marketplace
  readonly hook: string | null
  readonly layout?: CardLayout | undefined
}

const jsonOf = (layout: CardLayout) => JSON.stringify(layout) as never

/** @throws the refusal */
export async function createDesign(deps: CardDeps, { layout, ...given }: NewDesign, by: string): Promise<DesignRow> {
  const hook = given.hook === null ? null : await hookOf(deps, given.hook)
  const words = {
    title: hook?.title ?? given.name,
    invite: hook ? '扫码领取' : '扫码联系我们',
    brand: hook?.organiser ?? '',
  }
  const first = layout ?? firstLayout(given.form, words)
  const at = new Date(deps.now())
  return deps.postgres.transaction(async (tx) => {
    const row = await tx
      .tables<CardTables>()
      .insertInto('acquisition_card_design')
      .values({ ...given, layout: jsonOf(first), created_by: by, created_at: at, changed_at: at })
      .returningAll()
      .executeTakeFirstOrThrow()
    await audit(tx, by, 'card.designed', row.id, { name: row.name, form: row.form })
    return row
  })
}

export type DesignPatch = { readonly [K in 'name' | 'marketplace' | 'hook' | 'layout']?: NewDesign[K] | undefined }

/** @throws the refusal */
export async function changeDesign(
  deps: CardDeps,
  id: string,
  { layout, ...patch }: DesignPatch,
  by: string,
): Promise<DesignRow> {
  await designOf(deps.postgres, id)
  if (patch.hook) await hookOf(deps, patch.hook)
  return deps.postgres.transaction(async (tx) => {
    const row = await tx
      .tables<CardTables>()
      .updateTable('acquisition_card_design')
      .set({ ...patch, ...(layout ? { layout: jsonOf(layout) } : {}), changed_at: new Date(deps.now()) })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow()
    await audit(tx, by, 'card.redesigned', id, { fields: Object.keys({ ...patch, ...(layout ? { layout } : {}) }) })
    return row
  })
}

export interface NewBatch {
  readonly design: string
  readonly name: string
  readonly warehouse: string
  readonly cardCost: number
  readonly leadDays: number
  readonly count: number
  readonly account?: string | undefined
  readonly staff: readonly string[]
  readonly live: string | null
  readonly accepted: boolean
}

/** Whose members are added. @throws when nobody is */
async function accountOf({ postgres }: CardDeps, { account, staff, live }: NewBatch): Promise<string> {
  if (live === null) return account && staff.length > 0 ? account : refuse(cardProblems, 'nobody-to-add')
  const codes = postgres.tables<LiveTables>().selectFrom('acquisition_live').select(['account', 'kind'])
  const row = await codes.where('id', '=', live).executeTakeFirst()
  return row?.kind === 'staff' && row.account !== null ? row.account : refuse(cardProblems, 'nobody-to-add')
}

/** A batch as its design is now: paper does not change with it. @throws the refusal */
export async function createBatch(deps: CardDeps, given: NewBatch, origin: string, by: string): Promise<BatchRow> {
  const design = await designOf(deps.postgres, given.design)
  const { issues, risks } = checkedLayout(design.form, design.marketplace, design.layout)
  if (issues.length > 0) refuse(cardProblems, 'cannot-print')
  if (risks.some(({ level }) => level === 'never')) refuse(cardProblems, 'review-reward')
  if (risks.length > 0 && !given.accepted) refuse(cardProblems, 'not-accepted')
  if (origin === '') refuse(cardProblems, 'no-origin')
  const { name, warehouse, count, staff, live } = given
  const account = await accountOf(deps, given)
  return deps.postgres.transaction(async (tx) => {
    const row = await tx
      .tables<CardTables>()
      .insertInto('acquisition_card_batch')
      .values({
        ...{ design: design.id, name, warehouse, count, account, staff: [...staff], live, origin },
        ...{ card_cost: given.cardCost, lead_days: given.leadDays, layout: jsonOf(design.layout), form: design.form },
        ...{ hook: design.hook, state: 'making', accepted_by: risks.length > 0 ? by : null },
        ...{ printed_at: null, delivered_at: null, inserted_estimate: null },
        ...{ created_by: by, created_at: new Date(deps.now()) },
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    const said = risks.map(({ rule }) => rule)
    await audit(tx, by, 'card.batched', row.id, {
      name,
      count,
      design: design.id,
      ...(said.length > 0 ? { accepted: said } : {}),
    })
    return row
  })
}

export interface BatchPatch {
  readonly name?: string | undefined
  readonly warehouse?: string | undefined
  readonly cardCost?: number | undefined
  readonly leadDays?: number | undefined
  readonly printed?: boolean | undefined
  readonly delivered?: number | undefined
  readonly insertedEstimate?: number | null | undefined
}

/** What the printer and the warehouse tell. @throws the refusal */
export async function changeBatch(
  { postgres, now }: { readonly postgres: Postgres; now(): number },
  id: string,
  patch: BatchPatch,
  by: string,
) {
  const before = await batchOf(postgres, id)
  const { delivered, insertedEstimate, printed, cardCost, leadDays, ...texts } = patch
  if (Math.max(delivered ?? 0, insertedEstimate ?? 0) > before.count) refuse(cardProblems, 'more-than-printed')
  const at = new Date(now())
  await postgres.transaction(async (tx) => {
    await tx
      .tables<CardTables>()
      .updateTable('acquisition_card_batch')
      .set({
        ...Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== undefined)),
        ...(cardCost === undefined ? {} : { card_cost: cardCost }),
        ...(leadDays === undefined ? {} : { lead_days: leadDays }),
        ...(printed === undefined ? {} : { printed_at: printed ? (before.printed_at ?? at) : null }),
        ...(delivered === undefined
          ? {}
          : { delivered, delivered_at: delivered > 0 ? (before.delivered_at ?? at) : null }),
        ...(insertedEstimate === undefined ? {} : { inserted_estimate: insertedEstimate }),
        name: texts.name ?? before.name,
      })
      .where('id', '=', id)
      .execute()
    await audit(tx, by, 'card.batchChanged', id, { fields: Object.keys(patch) })
  })
}
