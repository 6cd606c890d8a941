import { implement } from '@orpc/server'
import { dateText, nextStart, parseTime, startOf } from '#kit/time'
import { audit } from '#platform/audit'
import { type Actor, nameOf, type RequestContext } from '#platform/http/context'
import { refuse } from '#platform/http/problem'
import type { Postgres, Tx } from '#platform/postgres/postgres'
import { settingsOf } from '#platform/settings'
import {
  type CreditBy,
  type CreditRow,
  type CreditSetting,
  creditBys,
  creditRows,
  creditSchema,
  ranked,
} from '../../core/credit.ts'
import { type CreditRefusal, credit, creditProblems } from '../../core/creditContract.ts'
import { type Range, rangeOf } from '../../core/range.ts'
import type { InsightDeps } from '../deps.ts'
import { orRefuse } from '../question.ts'
import { creditGroups, creditOrders, paidAt } from './orders.ts'

interface CreditTables {
  insight_credit_correction: {
    id?: string
    order_id: string
    staff: string
    store: string
    reason: string
    by: string
    at: Date
  }
  insight_credit_month: { month: string; rows: unknown; by: string; at: Date }
}
export interface CreditDeps extends Pick<InsightDeps, 'olap' | 'settings' | 'now'> {
  readonly postgres: Postgres
}
const refused = (why: CreditRefusal): never => refuse(creditProblems, why)
const mostCorrections = 20_000

/** What is asked of the log: the setting and the corrections go into every question. */
function readerOf({ postgres, olap, settings }: CreditDeps, setting: () => Promise<CreditSetting>) {
  const askOf = async (range: Range) => ({ ...range, setting: await setting(), corrections: await latest(postgres) })
  const rowsOf = async (range: Range, by: CreditBy) => creditRows(await creditGroups(olap, await askOf(range)), by)
  return {
    async ranking(asked: { from: string; to: string }, by: CreditBy) {
      const { zone } = await settings()
      const range = orRefuse(rangeOf(asked, zone))
      const earlier = before(range, zone)
      const [mine, theirs] = [await frozenOf(postgres, range, zone), await frozenOf(postgres, earlier, zone)]
      const rows = mine?.rows[by] ?? (await rowsOf(range, by))
      const old = theirs?.rows[by] ?? (await rowsOf(earlier, by))
      const sum = (of: 'amount' | 'orders') => rows.reduce((total, row) => total + row[of], 0)
      const frozen = mine && { at: mine.at.toISOString(), by: mine.by }
      return { by, total: sum('amount'), orders: sum('orders'), frozen, items: ranked(rows, old) }
    },
    async orders(asked: { from: string; to: string }, page: Parameters<typeof creditOrders>[2]) {
      const range = orRefuse(rangeOf(asked, (await settings()).zone))
      const { rows, more } = await creditOrders(olap, await askOf(range), page)
      return { items: rows.map(({ paid, ...row }) => ({ ...row, paidAt: new Date(paid).toISOString() })), more }
    },
    async both(range: Range) {
      const groups = await creditGroups(olap, await askOf(range))
      return Object.fromEntries(creditBys.map((by) => [by, creditRows(groups, by)]))
    },
  }
}

/** Credit to staff and stores (业绩). */
export function creditHandlers(deps: CreditDeps) {
  const os = implement(credit).$context<RequestContext>()
  const { postgres } = deps
  const setting = settingsOf(postgres, 'credit', creditSchema, deps.now)
  const read = readerOf(deps, setting.read)
  return os.router({
    ranking: os.ranking.handler(({ input: { by, ...asked } }) => read.ranking(asked, by)),
    orders: os.orders.handler(({ input: { from, to, ...page } }) => read.orders({ from, to }, page)),
    correct: os.correct.handler(({ input, context }) => correct(deps, input, context.actor)),
    corrections: os.corrections.handler(async () => ({ items: await shownCorrections(postgres) })),
    freeze: os.freeze.handler(async ({ input: { month }, context }) => {
      const range = monthOf(month, (await deps.settings()).zone)
      if (range.to > deps.now()) refused('month-runs')
      const rows = await read.both(range)
      return postgres.transaction((tx) => freeze(tx, { month, rows, at: new Date(deps.now()) }, context.actor))
    }),
    setting: os.setting.handler(async () => {
      const { version: _, ...shown } = await setting.read()
      return shown
    }),
    changeSetting: os.changeSetting.handler(async ({ input, context }) => {
      await setting.change(input, nameOf(context.actor))
      return input
    }),
  })
}

const db = (of: Postgres | Tx) => of.tables<CreditTables>()

/** The latest correction of each order. */
async function latest(postgres: Postgres) {
  const rows = await db(postgres)
    .selectFrom('insight_credit_correction')
    .distinctOn('order_id')
    .select(['order_id as order', 'staff', 'store'])
    .orderBy('order_id')
    .orderBy('id', 'desc')
    .limit(mostCorrections)
    .execute()
  return rows
}

async function shownCorrections(postgres: Postgres) {
  const rows = await db(postgres)
    .selectFrom('insight_credit_correction')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(200)
    .execute()
  return rows.map(({ id = '', order_id, at, ...row }) => ({ id, order: order_id, ...row, at: at.toISOString() }))
}

const monthOf = (month: string, zone: string): Range => {
  const from = orRefuse(parseTime(`${month}-01`, zone))
  return { from, to: nextStart('month', from, zone) }
}

/** The month before where a whole month is asked for, else as long a time before. */
function before({ from, to }: Range, zone: string): Range {
  const isMonth = startOf('month', from, zone) === from && nextStart('month', from, zone) === to
  return { from: isMonth ? startOf('month', from - 1, zone) : from - (to - from), to: from }
}

/** What was frozen of exactly these days; null where they are no frozen month. */
async function frozenOf(postgres: Postgres, { from, to }: Range, zone: string) {
  if (startOf('month', from, zone) !== from || nextStart('month', from, zone) !== to) return null
  const month = dateText(from, zone).slice(0, 7)
  const row = await db(postgres)
    .selectFrom('insight_credit_month')
    .selectAll()
    .where('month', '=', month)
    .executeTakeFirst()
  return row ? { at: row.at, by: row.by, rows: row.rows as Record<CreditBy, CreditRow[]> } : null
}

interface Correction {
  order: string
  staff: string
  store: string
  reason: string
}

async function correct(deps: CreditDeps, { order, staff, store, reason }: Correction, actor: Actor) {
  const { zone } = await deps.settings()
  const paid = (await paidAt(deps.olap, order)) ?? refused('no-such-order')
  if (await frozenOf(deps.postgres, monthOf(dateText(paid, zone).slice(0, 7), zone), zone)) refused('month-frozen')
  return deps.postgres.transaction(async (tx) => {
    const by = nameOf(actor)
    const row = { order_id: order, staff, store, reason, by, at: new Date(deps.now()) }
    const made = await db(tx)
      .insertInto('insight_credit_correction')
      .values(row)
      .returning('id')
      .executeTakeFirstOrThrow()
    await audit(tx, by, 'credit.corrected', order, { staff, store, reason })
    return { id: made.id ?? '' }
  })
}

async function freeze(tx: Tx, { month, rows, at }: { month: string; rows: object; at: Date }, actor: Actor) {
  const by = nameOf(actor)
  const put = await db(tx)
    .insertInto('insight_credit_month')
    .values({ month, rows: JSON.stringify(rows), by, at })
    .onConflict((conflict) => conflict.column('month').doNothing())
    .executeTakeFirst()
  if (put.numInsertedOrUpdatedRows === 0n) refused('month-frozen')
  await audit(tx, by, 'credit.frozen', month)
  return { month, at: at.toISOString(), by }
}
