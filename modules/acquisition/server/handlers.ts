import { randomInt } from 'node:crypto'
import { implement } from '@orpc/server'
import { type Selectable, sql } from 'kysely'
import { checkedCode } from '#kit/checkedCode'
import { day } from '#kit/time'
import { audit } from '#platform/audit'
import { nameOf, type RequestContext } from '#platform/http/context'
import { refuse } from '#platform/http/problem'
import { links as contract } from '../contract.ts'
import { isLed } from '../core/link.ts'
import { linkProblems } from '../core/refusals.ts'
import { clicksOf, totalsOf } from './counts.ts'
import type { AcquisitionDeps } from './deps.ts'
import type { Links } from './links.ts'
import { passwordOf } from './password.ts'
import type { AcquisitionTables, LinkTable } from './tables.ts'

/** Six letters of chance are 887 million codes. */
const codeLength = 7
const random = (count: number) => Array.from({ length: count }, () => randomInt(31))

type Row = Selectable<LinkTable>

/** The endpoints of links. */
export function linkHandlers(deps: AcquisitionDeps, links: Links) {
  const os = implement(contract).$context<RequestContext>()
  const db = () => deps.postgres.tables<AcquisitionTables>()
  const find = async (id: string) =>
    (await db().selectFrom('acquisition_link').selectAll().where('id', '=', id).executeTakeFirst()) ??
    refuse(linkProblems, 'no-such-link')
  const one = async (id: string, context: RequestContext) => {
    const [link] = await shownLinks(deps, [await find(id)], context)
    return link ?? refuse(linkProblems, 'no-such-link')
  }
  return os.router({
    list: os.list.handler(({ input, context }) => listLinks(deps, input, context)),
    get: os.get.handler(({ input, context }) => one(input.id, context)),
    create: os.create.handler(async ({ input, context }) =>
      one((await createLink(deps, input, { by: nameOf(context.actor), origin: context.origin ?? null })).id, context),
    ),
    change: os.change.handler(async ({ input: { id, ...patch }, context }) => {
      links.forget(await change(deps, id, patch, nameOf(context.actor), context.origin ?? null))
      return one(id, context)
    }),
    clicks: os.clicks.handler(async ({ input }) => {
      await find(input.id)
      return clicksOf(deps.olap, input.id, rangeOf(input, deps.now()), await deps.zone())
    }),
  })
}

/** In ms, the last 30 days when it says nothing; a year of days is what a chart can show. */
function rangeOf(given: { from?: string | undefined; to?: string | undefined }, now: number) {
  const to = given.to ? Date.parse(given.to) : now + 1
  const from = given.from ? Date.parse(given.from) : to - 29 * day
  return { from: Math.max(Math.min(from, to - 1), to - 366 * day), to }
}

interface Asked {
  readonly cursor?: string | undefined
  readonly limit: number
  readonly q?: string | undefined
}

async function listLinks(deps: AcquisitionDeps, { cursor, limit, q }: Asked, context: RequestContext) {
  let query = deps.postgres
    .tables<AcquisitionTables>()
    .selectFrom('acquisition_link')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(limit + 1)
  if (/^\d{1,18}$/.test(cursor ?? '')) query = query.where('id', '<', cursor ?? '')
  if (q)
    query = query.where(
      sql<boolean>`(position(lower(${q}) in lower(name)) > 0 or code = lower(${q}) or position(${q} in url) > 0)`,
    )
  const rows = await query.execute()
  const items = await shownLinks(deps, rows.slice(0, limit), context)
  const last = items.at(-1)
  return rows.length > limit && last ? { items, next: last.id } : { items }
}

/** Links older than this was kept for begin as whoever looks at them has reached this Siyu. */
async function begin({ postgres }: AcquisitionDeps, rows: readonly Row[], origin: string | undefined) {
  const without = rows.filter((row) => row.origin === null).map(({ id }) => id)
  if (without.length === 0 || origin === undefined) return
  const db = postgres.tables<AcquisitionTables>()
  await db.updateTable('acquisition_link').set({ origin }).where('id', 'in', without).execute()
}

async function shownLinks(deps: AcquisitionDeps, rows: readonly Row[], { origin }: RequestContext) {
  const { olap, now } = deps
  await begin(deps, rows, origin)
  const totals = await totalsOf(
    olap,
    rows.map(({ id }) => id),
    now(),
  )
  return rows.map(({ id, code, url, name, note, targets, variants, ...row }) => ({
    ...{ id, code, url, name, note, shortUrl: `${origin ?? ''}/s/${code}` },
    ...{ targets: [...targets], variants: [...variants], urlWeight: row.url_weight },
    ...{ hasPassword: row.password !== null, on: row.off_at === null },
    expiresAt: row.expires_at?.toISOString() ?? null,
    ...{ clicks: totals.get(id)?.clicks ?? 0, visitors: totals.get(id)?.visitors ?? 0 },
    ...{ createdBy: row.created_by, createdAt: row.created_at.toISOString(), changedAt: row.changed_at.toISOString() },
  }))
}

interface Fields {
  readonly url: string
  readonly name: string
  readonly note: string
  readonly targets: Row['targets']
  readonly variants: Row['variants']
  readonly urlWeight: number
  readonly expiresAt: string | null
}

/** What is given of the fields, as columns. */
function columnsOf({
  targets,
  variants,
  urlWeight,
  expiresAt,
  ...texts
}: { [K in keyof Fields]?: Fields[K] | undefined }) {
  return {
    ...texts,
    ...(targets ? { targets: JSON.stringify(targets) as never } : {}),
    ...(variants ? { variants: JSON.stringify(variants) as never } : {}),
    ...(urlWeight === undefined ? {} : { url_weight: urlWeight }),
    ...(expiresAt === undefined ? {} : { expires_at: expiresAt === null ? null : new Date(expiresAt) }),
  }
}

type New = Omit<Fields, 'name'> & { readonly name?: string | undefined; readonly password?: string | undefined }

/** @param how `origin` = how whoever asks has reached this Siyu: the short address begins so */
export async function createLink(
  { postgres, vault, now }: AcquisitionDeps,
  { password, name, ...given }: New,
  { by, origin }: { readonly by: string; readonly origin: string | null },
): Promise<{ id: string; code: string }> {
  if (!isLed(given.urlWeight, given.variants)) refuse(linkProblems, 'no-weight')
  const at = new Date(now())
  return postgres.transaction(async (tx) => {
    for (;;) {
      const code = checkedCode(codeLength, random)
      const row = await tx
        .tables<AcquisitionTables>()
        .insertInto('acquisition_link')
        .values({
          ...{ code, url: given.url, note: given.note, name: name ?? nameFor(given.url), url_weight: given.urlWeight },
          ...{ targets: JSON.stringify(given.targets) as never, variants: JSON.stringify(given.variants) as never },
          expires_at: given.expiresAt === null ? null : new Date(given.expiresAt),
          password: password === undefined ? null : passwordOf(vault, code, password),
          ...{ off_at: null, created_by: by, created_at: at, changed_at: at, origin },
        })
        .onConflict((on) => on.column('code').doNothing())
        .returning('id')
        .executeTakeFirst()
      if (!row) continue
      await audit(tx, by, 'link.created', row.id, { code, url: given.url })
      return { id: row.id, code }
    }
  })
}

/** The host of a page; of an app's address its scheme. */
const nameFor = (url: string) => (URL.parse(url)?.host || url.split(':')[0] || url).slice(0, 60)

type Patch = { [K in keyof Fields]?: Fields[K] | undefined } & {
  readonly password?: string | null | undefined
  readonly on?: boolean | undefined
}

/** @returns the code of the changed link */
async function change(
  { postgres, vault, now }: AcquisitionDeps,
  id: string,
  { password, on, ...fields }: Patch,
  by: string,
  origin: string | null,
) {
  return postgres.transaction(async (tx) => {
    const db = tx.tables<AcquisitionTables>()
    const before = await db
      .selectFrom('acquisition_link')
      .selectAll()
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst()
    if (!before) return refuse(linkProblems, 'no-such-link')
    if (!isLed(fields.urlWeight ?? before.url_weight, fields.variants ?? before.variants))
      refuse(linkProblems, 'no-weight')
    await db
      .updateTable('acquisition_link')
      .set({
        ...columnsOf(fields),
        ...(password === undefined
          ? {}
          : { password: password === null ? null : passwordOf(vault, before.code, password) }),
        ...(on === undefined ? {} : { off_at: on ? null : (before.off_at ?? new Date(now())) }),
        ...{ changed_at: new Date(now()), origin: origin ?? before.origin },
      })
      .where('id', '=', id)
      .execute()
    const given = Object.entries({ ...fields, password, on }).filter(([, value]) => value !== undefined)
    await audit(tx, by, 'link.changed', id, { code: before.code, fields: given.map(([name]) => name) })
    return before.code
  })
}
