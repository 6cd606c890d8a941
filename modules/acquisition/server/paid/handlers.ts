import { implement } from '@orpc/server'
import { sql } from 'kysely'
import { nameOf, type RequestContext } from '#platform/http/context'
import { refuse } from '#platform/http/problem'
import { acquisitionLinks } from '../../core/acquisitionLinksContract.ts'
import { costOf, costPerKept } from '../../core/paid/alarm.ts'
import { linkProblems } from '../../core/refusals.ts'
import type { PaidDeps } from './deps.ts'
import { changePaid, createPaid } from './make.ts'
import { quotasShown, readQuotas } from './quota.ts'
import type { PaidRow, PaidTables } from './tables.ts'

/** The endpoints of acquisition links. */
export function paidHandlers(deps: PaidDeps) {
  const os = implement(acquisitionLinks).$context<RequestContext>()
  const one = async (id: string) => (await shown(deps, { id, limit: 1 }))[0] ?? refuse(linkProblems, 'no-such-link')
  const byOf = (context: RequestContext) => ({ by: nameOf(context.actor), origin: context.origin ?? '' })
  return os.router({
    list: os.list.handler(async ({ input: { cursor, limit } }) => {
      const rows = await shown(deps, { below: cursor, limit: limit + 1 })
      const items = rows.slice(0, limit)
      const last = items.at(-1)
      return rows.length > limit && last ? { items, next: last.id } : { items }
    }),
    create: os.create.handler(async ({ input, context }) => one(await createPaid(deps, input, byOf(context)))),
    change: os.change.handler(async ({ input, context }) => {
      await changePaid(deps, input, byOf(context))
      return one(input.id)
    }),
    adds: os.adds.handler(({ input }) => adds(deps, input)),
    quotas: os.quotas.handler(async ({ input }) => {
      if (input.fresh) await readQuotas(deps)
      return { items: await quotasShown(deps) }
    }),
    setQuota: os.setQuota.handler(async ({ input: { account, lowAt, price } }) => {
      const db = deps.postgres.tables<PaidTables>()
      await db
        .updateTable('acquisition_paid_quota')
        .set({ low_at: lowAt, price })
        .where('account', '=', account)
        .execute()
      return { items: await quotasShown(deps) }
    }),
  })
}

interface Wanted {
  readonly id?: string | undefined
  readonly below?: string | undefined
  readonly limit: number
}

type Row = PaidRow & {
  readonly opened: number
  readonly to_page: number
  readonly added: number
  readonly paid: number
  readonly gone: number
  readonly price: number
}

async function shown({ postgres }: PaidDeps, { id, below, limit }: Wanted) {
  const before = /^\d{1,18}$/.test(below ?? '') ? (below ?? '') : '9223372036854775807'
  const { rows } = await sql<Row>`
    select l.*, coalesce(o.opened, 0)::int as opened, coalesce(o.to_page, 0)::int as to_page,
      coalesce(a.added, 0)::int as added, coalesce(a.paid, 0)::int as paid, coalesce(a.gone, 0)::int as gone,
      coalesce(q.price, 0)::int as price
    from acquisition_paid_link l
      left join lateral (select sum(count) as opened, sum(count) filter (where led = 'page') as to_page
        from acquisition_paid_open where link = l.id) o on true
      left join lateral (select count(*) as added, count(*) filter (where not known) as paid,
          count(*) filter (where not known and left_at < at + interval '7 days') as gone
        from acquisition_paid_add where link = l.id) a on true
      left join acquisition_paid_quota q on q.account = l.account
    where (${id ?? null}::bigint is null or l.id = ${id ?? null}::bigint) and l.id < ${before}::bigint
    order by l.id desc limit ${limit}`.execute(postgres.tables<PaidTables>())
  return rows.map((row) => ({
    ...{ id: row.id, account: row.account, name: row.name, staff: [...row.staff], skipVerify: row.skip_verify },
    ...{ page: row.page, source: row.source, welcome: row.welcome, url: `${row.origin}/m/ca/${row.code}` },
    ...{ made: row.link !== null, error: row.error, on: row.off_at === null },
    ...{ opened: row.opened, toPage: row.to_page, added: row.added, paid: row.paid, left: row.gone },
    cost: costOf(row.paid, row.price),
    costPerAdd: costPerKept(row.paid, row.paid - row.gone, row.price),
    createdAt: row.created_at.toISOString(),
  }))
}

async function adds(
  { postgres }: PaidDeps,
  { id, cursor, limit }: { id: string; cursor?: string | undefined; limit: number },
) {
  let query = postgres
    .tables<PaidTables>()
    .selectFrom('acquisition_paid_add')
    .selectAll()
    .where('link', '=', id)
    .orderBy('id', 'desc')
    .limit(limit + 1)
  if (/^\d{1,18}$/.test(cursor ?? '')) query = query.where('id', '<', cursor ?? '')
  const rows = await query.execute()
  const items = rows.slice(0, limit).map((row) => ({
    ...{ id: row.id, person: row.person, known: row.known, at: row.at.toISOString() },
    leftAt: row.left_at?.toISOString() ?? null,
  }))
  const last = items.at(-1)
  return rows.length > limit && last ? { items, next: last.id } : { items }
}
