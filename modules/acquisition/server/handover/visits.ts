import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { day } from '#kit/time'
import { clickIn, landingOf } from '../../core/ads/click.ts'
import { marksIn, type PageAct } from '../../core/handover.ts'
import { personalLength } from '../../core/personal.ts'
import { sealClick } from '../ads/clicks.ts'
import type { AcquisitionDeps } from '../deps.ts'
import type { AcquisitionTables } from '../tables.ts'
import type { PageRow, VisitRow } from './tables.ts'

type Deps = Pick<AcquisitionDeps, 'postgres' | 'now' | 'vault'>

/** Somebody at the page, as their browser says it. */
export interface Asking {
  readonly app: string
  readonly os: string
  readonly inWechat: boolean
  /** The visit that the address or a cookie names. */
  readonly token: string | undefined
  readonly query: Readonly<Record<string, unknown>>
}

/** A browser that comes back within a day goes on with its visit. */
const goesOn = day

/** The visit of whoever is at the page now: the one there is, else a new one. Of a link of one person there is one. */
export async function visitOf(deps: Deps, page: PageRow, asking: Asking): Promise<VisitRow> {
  const by = await linkOf(deps, asking.query['l'])
  const known = await knownVisit(deps, page, asking, by)
  return known ?? (await begin(deps, page, asking, by))
}

interface By {
  readonly link: string
  readonly personal: string | null
  readonly ref: string | null
  readonly person: string | null
}

/** The link by which somebody comes, with whose it is. */
async function linkOf({ postgres }: Deps, code: unknown): Promise<By | null> {
  if (typeof code !== 'string' || !/^[a-z0-9]{5,20}$/.test(code)) return null
  const db = postgres.tables<AcquisitionTables>()
  if (code.length !== personalLength) {
    const row = await db.selectFrom('acquisition_link').select('id').where('code', '=', code).executeTakeFirst()
    return row ? { link: row.id, personal: null, ref: null, person: null } : null
  }
  const row = await db
    .selectFrom('acquisition_personal')
    .select(['id', 'link', 'ref', 'person'])
    .where('code', '=', code)
    .executeTakeFirst()
  return row ? { link: row.link, personal: row.id, ref: row.ref, person: row.person } : null
}

async function knownVisit({ postgres, now }: Deps, page: PageRow, { token }: Asking, by: By | null) {
  const visits = postgres.tables<AcquisitionTables>().selectFrom('acquisition_visit').selectAll()
  if (by?.personal) {
    const theirs = await visits.where('page', '=', page.id).where('personal', '=', by.personal).executeTakeFirst()
    if (theirs) return theirs
  }
  if (token === undefined || token.length > 40) return null
  const found = await visits.where('token', '=', token).where('page', '=', page.id).executeTakeFirst()
  if (!found || found.at.getTime() < now() - goesOn * page.keep_days) return null
  // Another link is another way here.
  return by && (by.link !== found.link || by.personal !== found.personal) ? null : found
}

async function begin(
  deps: Deps,
  page: PageRow,
  { app, os, inWechat, query }: Asking,
  by: By | null,
): Promise<VisitRow> {
  const at = new Date(deps.now())
  const db = deps.postgres.tables<AcquisitionTables>()
  const made = await db
    .insertInto('acquisition_visit')
    .values({
      ...{ token: randomBytes(16).toString('base64url'), page: page.id, through: page.through, at },
      ...{ link: by?.link ?? null, personal: by?.personal ?? null, ref: by?.ref ?? null, person: by?.person ?? null },
      ...{ app, os, in_wechat: inWechat, marks: JSON.stringify(marksIn(query)) as never },
      ...clickOf(deps, page, query),
      ...{ copied_at: null, saved_at: null, opened_at: null, arrived_at: inWechat ? at : null },
      ...{ arrived_by: null, added_at: null, left_at: null, adder: null, mini_link: null, mini_until: null },
    })
    .onConflict((on) => on.doNothing())
    .returningAll()
    .executeTakeFirst()
  if (made) return made
  // Somebody's two devices at once.
  return db
    .selectFrom('acquisition_visit')
    .selectAll()
    .where('page', '=', page.id)
    .where('personal', '=', by?.personal ?? '0')
    .executeTakeFirstOrThrow()
}

/** The click of an advertisement that brought them: sealed, and nobody's until they are known and agree. */
function clickOf({ vault }: Deps, { origin, code }: PageRow, query: Asking['query']) {
  const mark = clickIn(query)
  if (!mark) return { click: null, click_name: null }
  const landing = landingOf(`${origin}/m/go/${code}`, mark)
  return { click: sealClick(vault, { ...mark, landing }), click_name: mark.name }
}

const columns = { copy: 'copied_at', save: 'saved_at', open: 'opened_at' } as const

/** The first time counts. @returns false where there is no such visit */
export async function markAct({ postgres, now }: Deps, code: string, token: string, act: PageAct): Promise<boolean> {
  const column = sql.ref(columns[act])
  const done = await sql`
    update acquisition_visit v set ${column} = coalesce(${column}, ${new Date(now())})
    from acquisition_handover p where p.id = v.page and p.code = ${code} and v.token = ${token} and p.off_at is null
    returning v.id`.execute(postgres.tables<AcquisitionTables>())
  return done.rows.length > 0
}

/** They have come to WeChat, by the code or by the copied address. */
export async function markArrived({ postgres, now }: Deps, visit: VisitRow, by: unknown) {
  if (visit.arrived_at !== null) return
  await postgres
    .tables<AcquisitionTables>()
    .updateTable('acquisition_visit')
    .set({ arrived_at: new Date(now()), arrived_by: by === 'scan' || by === 'copy' ? by : 'link' })
    .where('id', '=', visit.id)
    .where('arrived_at', 'is', null)
    .execute()
}
