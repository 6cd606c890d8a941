import { implement } from '@orpc/server'
import { sql } from 'kysely'
import { day } from '#kit/time'
import { nameOf, type RequestContext } from '#platform/http/context'
import { refuse } from '#platform/http/problem'
import { handoverPages } from '../../core/handoverContract.ts'
import { linkProblems } from '../../core/refusals.ts'
import type { AcquisitionDeps } from '../deps.ts'
import type { AcquisitionTables } from '../tables.ts'
import { besides, stepsOf, sumVisits, sumVisitsBy, type VisitSums } from './path.ts'
import { changePage, createPage } from './store.ts'
import type { PageRow } from './tables.ts'
import { type Ranged, visits, within } from './visitList.ts'

/** The endpoints of hand-over pages. */
export function handoverHandlers(deps: AcquisitionDeps) {
  const os = implement(handoverPages).$context<RequestContext>()
  const one = async (id: string) =>
    (await shown(deps, { ids: [id], limit: 1 }))[0] ?? refuse(linkProblems, 'no-such-page')
  return os.router({
    list: os.list.handler(async ({ input: { cursor, limit } }) => {
      const rows = await shown(deps, { below: cursor, limit: limit + 1 })
      const items = rows.slice(0, limit)
      const last = items.at(-1)
      return rows.length > limit && last ? { items, next: last.id } : { items }
    }),
    get: os.get.handler(({ input }) => one(input.id)),
    create: os.create.handler(async ({ input, context }) =>
      one(await createPage(deps, input, { by: nameOf(context.actor), origin: context.origin ?? '' })),
    ),
    change: os.change.handler(async ({ input: { id, ...patch }, context }) => {
      await changePage(deps, id, patch, { by: nameOf(context.actor), origin: context.origin ?? '' })
      return one(id)
    }),
    path: os.path.handler(async ({ input }) => {
      await one(input.id)
      return pathOf(deps, input)
    }),
    split: os.split.handler(async ({ input }) => {
      await one(input.id)
      return split(deps, input)
    }),
    visits: os.visits.handler(async ({ input }) => {
      await one(input.id)
      return visits(deps, input)
    }),
  })
}

interface Wanted {
  readonly ids?: readonly string[]
  readonly below?: string | undefined
  readonly limit: number
}

async function shown({ postgres, now }: AcquisitionDeps, { ids, below, limit }: Wanted) {
  const db = postgres.tables<AcquisitionTables>()
  let query = db.selectFrom('acquisition_handover').selectAll().orderBy('id', 'desc').limit(limit)
  if (ids) query = query.where('id', 'in', [...ids])
  if (/^\d{1,18}$/.test(below ?? '')) query = query.where('id', '<', below ?? '')
  const rows = await query.execute()
  const since = new Date(now() - 30 * day)
  const which = sql`v.page = any(${rows.map(({ id }) => id)}::bigint[]) and v.at >= ${since}`
  const sums = await sumVisitsBy(postgres, which, sql`v.page::text`)
  return rows.map((row) => pageShown(row, sums.get(row.id)))
}

const pageShown = (row: PageRow, sums: VisitSums | undefined) => ({
  ...{ id: row.id, code: row.code, url: `${row.origin}/m/go/${row.code}`, name: row.name, title: row.title },
  ...{ text: row.text, account: row.account, staff: [...row.staff], source: row.source, welcome: row.welcome },
  ...{ keepDays: row.keep_days, through: row.through, mini: row.mini, on: row.off_at === null },
  ...{ visits: (sums?.landed ?? 0) + (sums?.wechat ?? 0), added: (sums?.added ?? 0) + (sums?.wechatAdded ?? 0) },
  ...stepsOf(sums),
  ...{ createdAt: row.created_at.toISOString(), changedAt: row.changed_at.toISOString() },
})

async function pathOf({ postgres }: AcquisitionDeps, range: Ranged) {
  const sums = await sumVisits(postgres, within(range))
  return { ...stepsOf(sums), ...besides(sums) }
}

/** What visits are told apart by. */
const apart = {
  app: sql`v.app`,
  os: sql`v.os`,
  campaign: sql`coalesce(v.marks->>'utm_campaign', v.marks->>'utm_source', '')`,
  link: sql`coalesce((select name from acquisition_link l where l.id = v.link), '')`,
}

async function split({ postgres }: AcquisitionDeps, { by, ...range }: Ranged & { by: keyof typeof apart }) {
  const found = await sumVisitsBy(postgres, within(range), apart[by])
  return { items: [...found].map(([value, sums]) => ({ value, ...stepsOf(sums), ...besides(sums) })) }
}
