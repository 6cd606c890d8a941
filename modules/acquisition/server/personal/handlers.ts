import { implement } from '@orpc/server'
import { sql } from 'kysely'
import { audit } from '#platform/audit'
import { nameOf, type RequestContext } from '#platform/http/context'
import { refuse } from '#platform/http/problem'
import { personalLinks } from '../../core/personalContract.ts'
import { linkProblems } from '../../core/refusals.ts'
import type { AcquisitionDeps } from '../deps.ts'
import type { AcquisitionTables } from '../tables.ts'
import { codesFor } from './give.ts'

/** The endpoints of links that belong to people. */
export function personalHandlers(deps: AcquisitionDeps) {
  const os = implement(personalLinks).$context<RequestContext>()
  const find = async (id: string) =>
    (await deps.postgres
      .tables<AcquisitionTables>()
      .selectFrom('acquisition_link')
      .select(['id', 'name', 'origin'])
      .where('id', '=', id)
      .executeTakeFirst()) ?? refuse(linkProblems, 'no-such-link')
  return os.router({
    create: os.create.handler(async ({ input: { id, people, ref, title }, context }) => {
      const { name } = await find(id)
      const codes = await codesFor(deps, id, people, { ref, title: title ?? name })
      await deps.postgres.transaction((tx) =>
        audit(tx, nameOf(context.actor), 'link.given', id, { ref, people: codes.size }),
      )
      return {
        items: [...codes].map(([person, code]) => ({ person, code, shortUrl: `${context.origin ?? ''}/s/${code}` })),
      }
    }),
    list: os.list.handler(async ({ input, context }) => {
      await find(input.id)
      return list(deps, input, context.origin ?? '')
    }),
  })
}

interface Asked {
  readonly id: string
  readonly cursor?: string | undefined
  readonly limit: number
  readonly ref?: string | undefined
  readonly clicked?: 'yes' | 'no' | undefined
}

interface Row {
  id: string
  person: string
  code: string
  ref: string
  title: string
  made_at: Date
  clicks: number
  first_at: Date | null
}

async function list({ postgres }: AcquisitionDeps, { id, cursor, limit, ref = '', clicked }: Asked, origin: string) {
  const db = postgres.tables<AcquisitionTables>()
  const below = /^\d{1,18}$/.test(cursor ?? '') ? (cursor ?? '') : '9223372036854775807'
  const ofLink = sql`p.link = ${id}::bigint and (${ref} = '' or p.ref = ${ref})`
  const rows = await sql<Row>`
    select p.id::text as id, p.person::text as person, p.code, p.ref, p.title, p.made_at, coalesce(c.clicks, 0) as clicks, c.first_at
    from acquisition_personal p left join lateral (
      select count(*)::int as clicks, min(at) as first_at from acquisition_personal_click
      where personal = p.id and not bot) c on true
    where ${ofLink} and p.id < ${below}::bigint
      and (${clicked ?? null}::text is null or (c.clicks > 0) = (${clicked ?? ''} = 'yes'))
    order by p.id desc limit ${limit + 1}`.execute(db)
  const sums = await sql<{ given: number; clicked: number }>`
    select count(*)::int as given, (count(*) filter (where exists (
      select 1 from acquisition_personal_click c where c.personal = p.id and not c.bot)))::int as clicked
    from acquisition_personal p where ${ofLink}`.execute(db)
  const items = rows.rows.slice(0, limit)
  const last = items.at(-1)
  return {
    ...{ given: sums.rows[0]?.given ?? 0, clicked: sums.rows[0]?.clicked ?? 0 },
    items: items.map(({ person, code, ref: of, title, clicks, ...row }) => ({
      ...{ person, code, shortUrl: `${origin}/s/${code}`, ref: of, title, clicks },
      ...{ madeAt: row.made_at.toISOString(), firstAt: row.first_at?.toISOString() ?? null },
    })),
    ...(rows.rows.length > limit && last ? { next: last.id } : {}),
  }
}
