import { implement } from '@orpc/server'
import { sql } from 'kysely'
import type { Problem } from '#kit/api'
import { day } from '#kit/time'
import { audit } from '#platform/audit'
import { nameOf, type RequestContext } from '#platform/http/context'
import { refuse } from '#platform/http/problem'
import type { Postgres } from '#platform/postgres/postgres'
import { scripts } from '../contract.ts'
import { isFound, type Script } from '../core/script.ts'
import type { ContentTables, ScriptRow } from './tables.ts'

interface Deps {
  readonly postgres: Postgres
  readonly now: () => number
}

const problems: Record<'no-such-script' | 'script-changed', Problem> = {
  'no-such-script': { status: 404, title: { zh: '没有这条话术', en: 'No such script' } },
  'script-changed': {
    status: 409,
    title: { zh: '别人刚改过，请刷新后再改', en: 'Somebody has just changed it: load it again' },
  },
}

/** All of a company's: some hundreds. */
const most = 2000
const countedDays = 90

type Row = ScriptRow & { uses: number }

/** The endpoints of scripts. */
export function scriptHandlers(deps: Deps) {
  const os = implement(scripts).$context<RequestContext>()
  return os.router({
    list: os.list.handler(async ({ input: { q = '', folder } }) => {
      const rows = await scriptRows(deps, null)
      const inFolder = rows.filter((row) => folder === undefined || row.folder === folder)
      const found = inFolder.filter((row) => q.trim() === '' || isFound(row, q.trim()))
      const folders = [...Map.groupBy(rows, (row) => row.folder)].map(([name, all]) => ({ name, scripts: all.length }))
      return { items: found.map(shown), folders: folders.sort((a, b) => (a.name < b.name ? -1 : 1)) }
    }),
    create: os.create.handler(async ({ input, context }) =>
      one(deps, await create(deps, input, nameOf(context.actor))),
    ),
    change: os.change.handler(async ({ input, context }) => {
      await change(deps, input, nameOf(context.actor))
      return one(deps, input.id)
    }),
    archive: os.archive.handler(async ({ input, context }) => {
      await archive(deps, input.id, nameOf(context.actor))
      return { done: true as const }
    }),
    used: os.used.handler(async ({ input: { id, key }, context }) => {
      await one(deps, id)
      await deps.postgres
        .tables<ContentTables>()
        .insertInto('content_script_use')
        .values({ script: id, key, used_by: nameOf(context.actor), at: new Date(deps.now()) })
        .onConflict((on) => on.doNothing())
        .execute()
      return { done: true as const }
    }),
  })
}

/** What is offered, the most used first; or one of them. */
async function scriptRows({ postgres, now }: Deps, id: string | null): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select s.*, (select count(*)::int from content_script_use u
      where u.script = s.id and u.at > ${new Date(now() - countedDays * day)}) as uses
    from content_script s where s.archived_at is null and (${id}::bigint is null or s.id = ${id}::bigint)
    order by uses desc, s.changed_at desc, s.id desc limit ${most}`.execute(postgres.tables<ContentTables>())
  return rows
}

const shown = ({ id, folder, title, text, version, uses, changed_at }: Row) => ({
  ...{ id, folder, title, text, version, uses, changedAt: changed_at.toISOString() },
})

async function one(deps: Deps, id: string) {
  const [row] = await scriptRows(deps, id)
  return row ? shown(row) : refuse(problems, 'no-such-script')
}

const create = (deps: Deps, { folder, title, text }: Script, by: string): Promise<string> =>
  deps.postgres.transaction(async (tx) => {
    const { id } = await tx
      .tables<ContentTables>()
      .insertInto('content_script')
      .values({ folder, title, text, changed_by: by, changed_at: new Date(deps.now()), archived_at: null })
      .returning('id')
      .executeTakeFirstOrThrow()
    await audit(tx, by, 'script.created', id, { folder, title })
    return id
  })

async function change(deps: Deps, { id, version, ...next }: Script & { id: string; version: number }, by: string) {
  await one(deps, id)
  await deps.postgres.transaction(async (tx) => {
    const { folder, title, text } = next
    const done = await tx
      .tables<ContentTables>()
      .updateTable('content_script')
      .set({ folder, title, text, version: version + 1, changed_by: by, changed_at: new Date(deps.now()) })
      .where('id', '=', id)
      .where('version', '=', version)
      .where('archived_at', 'is', null)
      .returning('id')
      .executeTakeFirst()
    if (!done) refuse(problems, 'script-changed')
    await audit(tx, by, 'script.changed', id, { folder, title })
  })
}

async function archive(deps: Deps, id: string, by: string) {
  const { title } = await one(deps, id)
  await deps.postgres.transaction(async (tx) => {
    const set = { archived_at: new Date(deps.now()), changed_by: by }
    await tx.tables<ContentTables>().updateTable('content_script').set(set).where('id', '=', id).execute()
    await audit(tx, by, 'script.archived', id, { title })
  })
}
