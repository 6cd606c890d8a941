import { sql } from 'kysely'
import { audit } from '#platform/audit'
import type { PrintedGiven } from '../../core/printedContract.ts'
import type { LiveDeps } from './deps.ts'
import { findLive, refuseLive } from './keep.ts'
import type { LiveTables } from './tables.ts'

interface Asked {
  readonly ids?: readonly string[]
  readonly live?: string | undefined
  readonly q?: string | undefined
  readonly below?: string | undefined
  readonly limit: number
}

interface Row {
  id: string
  live: string
  name: string
  code: string
  number: string
  place: string
  owner: string
  printed_on: string | null
  note: string
  has_photo: boolean
  on: boolean
  leads: boolean
  made_at: Date
}

/** Where codes are printed, newest first; photos are asked for one by one. */
export async function printedCodes({ postgres, now }: LiveDeps, { ids, live, q, below, limit }: Asked) {
  const { rows } = await sql<Row>`
    select p.id::text as id, p.live::text as live, l.name, l.code, p.number, p.place, p.owner, p.printed_on::text as printed_on,
      p.note, p.photo is not null as has_photo, p.gone_at is null as on, p.made_at,
      l.off_at is null and coalesce(l.expires_at > ${new Date(now())}, true) and not exists (
        select from acquisition_trouble t where t.live = l.id and t.ended_at is null and not t.covered) as leads
    from acquisition_printed p join acquisition_live l on l.id = p.live
    where (${ids ?? null}::bigint[] is null or p.id = any(${ids ?? null}::bigint[]))
      and (${live ?? null}::bigint is null or p.live = ${live ?? null}::bigint)
      and (${below ?? null}::bigint is null or p.id < ${below ?? null}::bigint)
      and (${q ?? null}::text is null or position(lower(${q ?? ''}) in lower(p.place || ' ' || p.number || ' ' || p.owner || ' ' || l.name)) > 0)
    order by p.id desc limit ${limit}`.execute(postgres.tables())
  return rows.map(({ printed_on: printedOn, has_photo: hasPhoto, made_at, ...row }) => ({
    ...{ ...row, printedOn, hasPhoto, madeAt: made_at.toISOString() },
  }))
}

export async function onePrinted(deps: LiveDeps, id: string) {
  return (await printedCodes(deps, { ids: [id], limit: 1 }))[0] ?? refuseLive('no-such-printed')
}

export async function addPrinted(
  deps: LiveDeps,
  { live, printedOn, ...given }: PrintedGiven,
  by: string,
): Promise<string> {
  await findLive(deps, live)
  return deps.postgres.transaction(async (tx) => {
    const row = await tx
      .tables<LiveTables>()
      .insertInto('acquisition_printed')
      .values({
        ...{ ...given, live, printed_on: printedOn, photo_type: null, photo: null, gone_at: null },
        ...{ made_by: by, made_at: new Date(deps.now()) },
      })
      .onConflict((on) => on.columns(['live', 'number']).doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!row) return refuseLive('number-taken')
    await audit(tx, by, 'printedCode.added', row.id, { number: given.number, place: given.place })
    return row.id
  })
}

interface Change {
  readonly id: string
  readonly on?: boolean | undefined
  readonly set?: { [K in keyof Omit<PrintedGiven, 'live'>]?: PrintedGiven[K] | undefined } | undefined
}

export async function changePrinted(deps: LiveDeps, { id, on, set = {} }: Change, by: string): Promise<void> {
  const before = await onePrinted(deps, id)
  const number = set.number ?? before.number
  const place = set.place ?? before.place
  const printedOn = set.printedOn === undefined ? before.printedOn : set.printedOn
  const [owner, note] = [set.owner ?? before.owner, set.note ?? before.note]
  await deps.postgres.transaction(async (tx) => {
    const db = tx.tables<LiveTables>()
    const others = db.selectFrom('acquisition_printed').select('id').where('live', '=', before.live)
    const other = await others.where('number', '=', number).where('id', '<>', id).executeTakeFirst()
    if (other) refuseLive('number-taken')
    await db
      .updateTable('acquisition_printed')
      .set({ number, place, owner, note, printed_on: printedOn })
      .$if(on !== undefined, (query) => query.set({ gone_at: on ? null : new Date(deps.now()) }))
      .where('id', '=', id)
      .execute()
    await audit(tx, by, 'printedCode.changed', id, { number, place, on })
  })
}

const mostBytes = 2 * 1024 * 1024
const signs = { 'image/jpeg': [0xff, 0xd8, 0xff], 'image/png': [0x89, 0x50, 0x4e, 0x47] } as const

export async function setPhoto(
  deps: LiveDeps,
  { id, type, data }: { id: string; type: 'image/jpeg' | 'image/png'; data: string },
): Promise<void> {
  await onePrinted(deps, id)
  const photo = Buffer.from(data, 'base64')
  if (photo.length > mostBytes || !signs[type].every((sign, i) => photo[i] === sign)) refuseLive('no-photo')
  const all = deps.postgres.tables<LiveTables>().updateTable('acquisition_printed')
  await all.set({ photo, photo_type: type }).where('id', '=', id).execute()
}

export async function photoOf({ postgres }: LiveDeps, id: string) {
  const all = postgres.tables<LiveTables>().selectFrom('acquisition_printed').select(['photo', 'photo_type'])
  const row = await all.where('id', '=', id).executeTakeFirst()
  if (!row?.photo || row.photo_type === null) return refuseLive('no-such-printed')
  return { type: row.photo_type, data: row.photo.toString('base64') }
}
