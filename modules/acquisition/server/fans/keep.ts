import { sql } from 'kysely'
import type { Db } from '#platform/postgres/postgres'
import type { FanReason, Named } from '../../core/fans/fan.ts'
import type { FanIntakeDeps } from './deps.ts'
import { type FanTables, fanContext, type Sealed } from './tables.ts'

/** A row of a list, and who is meant. */
export interface Placed {
  readonly line: number
  readonly named: Named
  readonly strand: string | null
  readonly known: boolean
  readonly why: FanReason | null
}

/** Whose the ids of each are; the first that is somebody's counts. All are asked about at once. */
export async function strandsOf(
  { strandsOfIds }: Pick<FanIntakeDeps, 'strandsOfIds'>,
  all: readonly Pick<Named, 'ids'>[],
): Promise<(string | null)[]> {
  const asked = all.flatMap(({ ids }) => ids)
  const found = asked.length === 0 ? [] : await strandsOfIds(asked)
  let next = 0
  return all.map(({ ids }) => {
    const own = found.slice(next, next + ids.length)
    next += ids.length
    return own.find((strand) => strand !== null) ?? null
  })
}

export interface BatchOf {
  readonly id: string
  readonly platform: string
  readonly kind: string
  readonly by: string
  readonly at: number
}

/** The list itself; told again it stays as it was. */
export async function keepBatch(db: Db<FanTables>, { id, at, ...of }: BatchOf) {
  await db
    .insertInto('acquisition_fan_batch')
    .values({ ...of, import: id, at: new Date(at) })
    .onConflict((on) => on.doNothing())
    .execute()
}

/** Keyed hash of whoever is nobody: the same name at the same platform is one fan. */
export const keyOf = ({ vault }: Pick<FanIntakeDeps, 'vault'>, platform: string, named: Named): Buffer =>
  vault.hash(`fan ${JSON.stringify([platform, named.nickname, named.account])}`)

/** Which of these nobodies a list has told of before. */
export async function keysKnown(db: Db<FanTables>, keys: readonly Buffer[]): Promise<ReadonlySet<string>> {
  if (keys.length === 0) return new Set()
  const rows = await sql<{ key: Buffer }>`select distinct key from acquisition_fan where key = any(${keys})`.execute(db)
  return new Set(rows.rows.map(({ key }) => key.toString('hex')))
}

/** The rows of a list; a line that is there stays as it was, for a run that broke off begins again. */
export async function keepFans(deps: FanIntakeDeps, batch: BatchOf, rows: readonly Placed[]) {
  const db = deps.postgres.tables<FanTables>()
  for (let from = 0; from < rows.length; from += 500) {
    const some = rows.slice(from, from + 500).map(({ line, named, strand, known, why }) => {
      const { nickname, account } = named
      const sealed: Sealed = { nickname, account }
      return {
        ...{ batch: batch.id, line, strand, known, why },
        key: strand === null ? keyOf(deps, batch.platform, named) : null,
        sealed: deps.vault.seal(JSON.stringify(sealed), fanContext),
      }
    })
    await db
      .insertInto('acquisition_fan')
      .values(some)
      .onConflict((on) => on.columns(['batch', 'line']).doNothing())
      .execute()
  }
}

/** Takes a list back: its fans, and the vouchers it told of. Returns how many of them were nobody else's to take back. */
export async function dropBatch(db: Db<FanTables>, batch: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    with gone as (delete from acquisition_fan where batch = ${batch}::bigint returning strand),
      vouchers as (delete from acquisition_redemption where import = ${batch}::bigint returning id)
    select (select count(*) from gone where strand is null)::int + (select count(*) from vouchers)::int as n`.execute(
    db,
  )
  await db.deleteFrom('acquisition_fan_batch').where('import', '=', batch).execute()
  return rows[0]?.n ?? 0
}
