import type { Generated, Selectable } from 'kysely'
import { audit } from '#platform/audit'
import { refuse } from '#platform/http/problem'
import type { Postgres } from '#platform/postgres/postgres'
import type { PosterDesign } from '../../core/posters/poster.ts'
import { posterProblems } from '../../core/postersContract.ts'

interface PosterTables {
  acquisition_poster: {
    id: Generated<string>
    about: string
    address: string
    design: Omit<PosterDesign, 'picture'>
    picture: string | null
    made_by: string
    made_at: Date
    changed_by: string
    changed_at: Date
  }
}
type PosterRow = Selectable<PosterTables['acquisition_poster']>

export interface PosterDeps {
  readonly postgres: Postgres
  now(): number
}

interface Given {
  readonly address: string
  readonly design: PosterDesign
}

/** Of one thing; more than that nobody finds again. */
const mostOfOne = 50

const tablesOf = ({ postgres }: PosterDeps) => postgres.tables<PosterTables>()

/** The posters of a thing, or of everything, the latest first; without their pictures. */
export async function listPosters(
  deps: PosterDeps,
  { about, cursor, limit }: { about?: string | undefined; cursor?: string | undefined; limit: number },
) {
  let query = tablesOf(deps)
    .selectFrom('acquisition_poster')
    .select(['id', 'about', 'address', 'design', 'changed_by', 'changed_at'])
    .select(({ eb }) => eb('picture', 'is not', null).as('has_picture'))
    .orderBy('id', 'desc')
    .limit(limit + 1)
  if (about !== undefined) query = query.where('about', '=', about)
  if (/^\d{1,18}$/.test(cursor ?? '')) query = query.where('id', '<', cursor ?? '')
  const rows = await query.execute()
  const items = rows.slice(0, limit).map((row) => ({
    ...{ id: row.id, about: row.about, address: row.address },
    ...{ title: row.design.title, size: row.design.size, template: row.design.template },
    ...{ hasPicture: Boolean(row.has_picture), changedBy: row.changed_by, changedAt: row.changed_at.toISOString() },
  }))
  const last = items.at(-1)
  return rows.length > limit && last ? { items, next: last.id } : { items }
}

/** @throws the refusal when there is none */
export async function posterOf(deps: PosterDeps, id: string) {
  const rows = tablesOf(deps).selectFrom('acquisition_poster').selectAll()
  const row = (await rows.where('id', '=', id).executeTakeFirst()) ?? refuse(posterProblems, 'no-such-poster')
  return shown(row)
}

const shown = (row: PosterRow) => ({
  ...{ id: row.id, about: row.about, address: row.address, design: { ...row.design, picture: row.picture } },
  ...{ changedBy: row.changed_by, changedAt: row.changed_at.toISOString() },
})

const storedOf = ({ address, design: { picture, ...design } }: Given) => ({
  ...{ address, picture, design: JSON.stringify(design) as never },
})

export async function savePoster(deps: PosterDeps, about: string, given: Given, by: string): Promise<string> {
  const at = new Date(deps.now())
  return deps.postgres.transaction(async (tx) => {
    const db = tx.tables<PosterTables>()
    const { had } = await db
      .selectFrom('acquisition_poster')
      .select(({ fn }) => fn.countAll<string>().as('had'))
      .where('about', '=', about)
      .executeTakeFirstOrThrow()
    if (Number(had) >= mostOfOne) refuse(posterProblems, 'too-many-posters')
    const { id } = await db
      .insertInto('acquisition_poster')
      .values({ ...storedOf(given), about, made_by: by, made_at: at, changed_by: by, changed_at: at })
      .returning('id')
      .executeTakeFirstOrThrow()
    await audit(tx, by, 'poster.saved', id, { name: given.design.title, about })
    return id
  })
}

export async function changePoster(deps: PosterDeps, id: string, given: Given, by: string) {
  await deps.postgres.transaction(async (tx) => {
    const done = await tx
      .tables<PosterTables>()
      .updateTable('acquisition_poster')
      .set({ ...storedOf(given), changed_by: by, changed_at: new Date(deps.now()) })
      .where('id', '=', id)
      .returning('about')
      .executeTakeFirst()
    if (!done) refuse(posterProblems, 'no-such-poster')
    await audit(tx, by, 'poster.changed', id, { name: given.design.title })
  })
}

export async function removePoster(deps: PosterDeps, id: string, by: string) {
  await deps.postgres.transaction(async (tx) => {
    const gone = await tx
      .tables<PosterTables>()
      .deleteFrom('acquisition_poster')
      .where('id', '=', id)
      .returning('design')
      .executeTakeFirst()
    if (!gone) refuse(posterProblems, 'no-such-poster')
    else await audit(tx, by, 'poster.removed', id, { name: gone.design.title })
  })
}
