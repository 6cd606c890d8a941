import { sql } from 'kysely'
import type { Waiting } from '../click.ts'
import type { AcquisitionDeps } from '../deps.ts'
import type { AcquisitionTables } from '../tables.ts'

/** Keeps the clicks of links that belong to somebody; given again they are kept once. Whoever was erased meanwhile has none. */
export async function keepPersonal(
  { postgres, openerOf }: Pick<AcquisitionDeps, 'postgres' | 'openerOf'>,
  clicks: readonly Waiting[],
): Promise<void> {
  const rows = clicks.flatMap(({ id, personal, at, userAgent }) => {
    if (id === undefined || personal === undefined) return []
    const { app = '', bot = false } = openerOf(userAgent)
    return [{ id, personal, at: new Date(at).toISOString(), bot, app }]
  })
  if (rows.length === 0) return
  await sql`
    insert into acquisition_personal_click (id, personal, at, bot, app)
    select t.id, t.personal, t.at, t.bot, t.app
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(id uuid, personal bigint, at timestamptz, bot boolean, app text)
      join acquisition_personal p on p.id = t.personal
    on conflict do nothing`.execute(postgres.tables<AcquisitionTables>())
}

/** Keeps the clicks of links that readers share, where nobody knows whose they are; given again they are kept once. */
export async function keepShared(
  { postgres, openerOf }: Pick<AcquisitionDeps, 'postgres' | 'openerOf'>,
  clicks: readonly Waiting[],
): Promise<void> {
  const rows = clicks.flatMap(({ id, shared, at, userAgent }) =>
    id === undefined || shared === undefined
      ? []
      : [{ id, shared, at: new Date(at), bot: openerOf(userAgent).bot ?? false }],
  )
  if (rows.length === 0) return
  await postgres
    .tables<AcquisitionTables>()
    .insertInto('acquisition_shared_click')
    .values(rows)
    .onConflict((on) => on.doNothing())
    .execute()
}
