import { sql } from 'kysely'
import type { Identities } from '#modules/identity'
import { type About, countAbout } from '#platform/postgres/about'
import type { Postgres } from '#platform/postgres/postgres'
import type { OrderState } from '../core/order.ts'
import { shownAll } from './shown.ts'
import type { ShopTables } from './tables.ts'

export interface ListDeps {
  readonly postgres: Postgres
  readonly identities: Identities
}

export interface ListFilter {
  /** Only these, or all but these, of what the rest finds. */
  ids?: readonly string[] | undefined
  except?: readonly string[] | undefined
  from?: string | undefined
  to?: string | undefined
  person?: string | undefined
  source?: string | undefined
  store?: string | undefined
  state?: OrderState | undefined
  q?: string | undefined
}

function matching({ postgres }: ListDeps, input: ListFilter, persons: readonly string[] | null) {
  let query = postgres.tables<ShopTables>().selectFrom('shop_order')
  if (input.from !== undefined) query = query.where('paid_at', '>=', new Date(input.from))
  if (input.to !== undefined) query = query.where('paid_at', '<', new Date(input.to))
  if (input.source !== undefined) query = query.where('source', '=', input.source)
  if (input.store !== undefined) query = query.where('store', '=', input.store)
  if (input.state !== undefined) query = query.where('state', '=', input.state).where('root', 'is', null)
  // ^@ (starts with) takes the text as it is; LIKE would read % and _ in it.
  if (input.q) query = query.where(sql<boolean>`order_no ^@ ${input.q}`)
  if (persons) query = query.where('person', 'in', [...persons])
  if (input.ids) query = query.where(sql<boolean>`id = any(${input.ids}::bigint[])`)
  if (input.except?.length) query = query.where(sql<boolean>`id <> all(${input.except}::bigint[])`)
  return query
}

/** How many orders the list has, as its page says it. */
export async function aboutOrders(deps: ListDeps, filter: ListFilter): Promise<About> {
  const query = matching(deps, filter, await personsOf(deps, filter))
  return countAbout(deps.postgres.tables<ShopTables>(), query.select('id'))
}

/** How many rows all pages of this list have. */
export async function countOrders(deps: ListDeps, filter: ListFilter): Promise<number> {
  const query = matching(deps, filter, await personsOf(deps, filter))
  return Number((await query.select(sql<string>`count(*)`.as('n')).executeTakeFirstOrThrow()).n)
}

type Question = ListFilter & { cursor?: string | undefined; limit: number }

/** One row more than asked for, newest payment first, from the cursor downwards. */
export function ordersQuery(deps: ListDeps, input: Question, persons: readonly string[] | null) {
  let query = matching(deps, input, persons).selectAll()
  const cursor = /^(-?\d{1,15})\.(\d{1,19})$/.exec(input.cursor ?? '')
  if (cursor) {
    const at = new Date(Number(cursor[1]))
    query = query.where(sql<boolean>`(paid_at, id) < (${at}, ${cursor[2]}::bigint)`)
  }
  return query
    .orderBy('paid_at', 'desc')
    .orderBy('id', 'desc')
    .limit(input.limit + 1)
}

/** The rows of one page, and where the next one begins. */
export async function readOrders(deps: ListDeps, input: Question) {
  const rows = await ordersQuery(deps, input, await personsOf(deps, input)).execute()
  const page = rows.slice(0, input.limit)
  const last = rows.length > input.limit ? page.at(-1) : undefined
  return last ? { page, next: `${last.paid_at.getTime()}.${last.id}` } : { page }
}

/** A page of orders as the API shows them. */
export async function listOrders(deps: ListDeps, input: Question) {
  const { page, next } = await readOrders(deps, input)
  const items = await shownAll(deps.identities, page)
  return next === undefined ? { items } : { items, next }
}

/** Orders keep the strand they came with: those of a merged person lie under several numbers. */
async function personsOf({ identities }: ListDeps, { person }: ListFilter): Promise<readonly string[] | null> {
  if (person === undefined) return null
  return identities.strands(person)
}

/** What came by these strands: counted orders, each trade once. */
export async function boughtBy(postgres: Postgres, strands: readonly string[]) {
  const rows = await sql<{ orders: string; net: string }>`
    select count(*) as orders, coalesce(sum(net), 0) as net from shop_order
    where person = any(${strands}::bigint[]) and root is null and state = 'counted'`.execute(
    postgres.tables<ShopTables>(),
  )
  return { orders: Number(rows.rows[0]?.orders), net: Number(rows.rows[0]?.net) }
}
