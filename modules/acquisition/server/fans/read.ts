import { sql } from 'kysely'
import { mask } from '#modules/identity'
import type { Db } from '#platform/postgres/postgres'
import { type FanPart, type FanReason, isOf, type JudgedFan, progressOf } from '../../core/fans/fan.ts'
import type { FanDeps } from './deps.ts'
import { type FanTables, fanContext, type Sealed } from './tables.ts'

interface FanRow {
  id: string
  batch: string
  line: number
  strand: string | null
  known: boolean
  why: FanReason | null
  key: Buffer | null
  sealed: Buffer | null
  at: Date
}

export interface Fan extends JudgedFan {
  readonly id: string
  readonly batch: string
  readonly line: number
  readonly sealed: Buffer | null
}

/** The fans of some batches with how far each is; a few queries, however many. */
async function judged(deps: FanDeps, batches: readonly string[]): Promise<Fan[]> {
  const db = deps.postgres.tables<FanTables>()
  const { rows } = await sql<FanRow>`
    select f.*, b.at from acquisition_fan f join acquisition_fan_batch b on b.import = f.batch
    where f.batch = any(${batches}::bigint[]) order by f.batch, f.line`.execute(db)
  const strands = [...new Set(rows.flatMap(({ strand }) => strand ?? []))]
  const [standings, bought] = [await deps.standings(strands), await deps.bought(strands)]
  return rows.map(({ key, at, ...row }) => {
    const of = row.strand ?? ''
    const stored = { ...row, key: key?.toString('hex') ?? null, at: at.getTime() }
    return { ...stored, standing: standings.get(of) ?? null, bought: bought.get(of) ?? null }
  })
}

export interface BatchRow {
  import: string
  platform: string
  kind: string
  by: string
  at: Date
}

/** Batches with how far each is. */
export async function shownBatches(deps: FanDeps, rows: readonly BatchRow[]) {
  const ids = rows.map((row) => row.import)
  const byBatch = Map.groupBy(await judged(deps, ids), ({ batch }) => batch)
  const redeemed = await redeemedIn(deps.postgres.tables<FanTables>(), ids)
  return rows.map(({ import: id, platform, kind, by, at }) => ({
    ...{ id, platform, kind, by, at: at.toISOString(), progress: progressOf(byBatch.get(id) ?? []) },
    ...(redeemed.get(id) ?? { redeemed: 0, redeemedAmount: 0 }),
  }))
}

async function redeemedIn(db: Db<FanTables>, batches: readonly string[]) {
  const { rows } = await sql<{ import: string; redeemed: number; amount: string }>`
    select import, count(*)::int as redeemed, coalesce(sum(amount), 0)::text as amount from acquisition_redemption
    where import = any(${batches}::bigint[]) group by import`.execute(db)
  return new Map(rows.map((row) => [row.import, { redeemed: row.redeemed, redeemedAmount: Number(row.amount) }]))
}

/** How far the fans of each platform are, over all its lists. */
export async function platformsOf(deps: FanDeps) {
  const db = deps.postgres.tables<FanTables>()
  const batches = await db.selectFrom('acquisition_fan_batch').select(['import', 'platform']).execute()
  const fans = Map.groupBy(
    await judged(
      deps,
      batches.map((row) => row.import),
    ),
    ({ batch }) => batch,
  )
  const items = [...Map.groupBy(batches, ({ platform }) => platform)].map(([platform, own]) => ({
    ...{ platform, batches: own.length },
    progress: progressOf(own.flatMap((row) => fans.get(row.import) ?? [])),
  }))
  return items.toSorted((a, b) => b.progress.fans - a.progress.fans)
}

interface Wanted {
  readonly batch: string
  readonly part: FanPart
}

/** The fans of a part, in the order of the file. */
export async function fansOf(deps: FanDeps, { batch, part }: Wanted): Promise<Fan[]> {
  return (await judged(deps, [batch])).filter((fan) => isOf(part, fan))
}

/** A page of them with what they are called; masked unless it is asked otherwise by whoever may. */
export async function listFans(
  deps: FanDeps,
  wanted: Wanted,
  page: { limit: number; cursor?: string | undefined; masked?: boolean },
) {
  const after = /^\d{1,18}$/.test(page.cursor ?? '') ? Number(page.cursor) : 0
  const all = (await fansOf(deps, wanted)).filter(({ line }) => line > after)
  const some = all.slice(0, page.limit)
  const names = await deps.whole.namesOf(some.flatMap(({ strand }) => strand ?? []))
  const items = some.map((fan) => shownFan(deps, fan, names.get(fan.strand ?? '')?.name ?? null, page.masked ?? true))
  const last = some.at(-1)
  return all.length > some.length && last ? { items, next: String(last.line) } : { items }
}

function shownFan({ vault }: FanDeps, fan: Fan, called: string | null, masked: boolean) {
  const { nickname, account } = fan.sealed
    ? (JSON.parse(vault.open(fan.sealed, fanContext)) as Sealed)
    : { nickname: null, account: null }
  const shown = (text: string | null) => (text === null || !masked ? text : mask('nickname', text))
  const { standing, bought } = fan
  const iso = (at: number | null | undefined) => (at === null || at === undefined ? null : new Date(at).toISOString())
  return {
    ...{ id: fan.id, line: fan.line, person: standing?.person ?? null, name: called ?? shown(nickname) },
    ...{ account: shown(account), known: fan.known, why: fan.why },
    ...{ hasPhone: standing?.hasPhone ?? false, isMember: standing?.isMember ?? false },
    ...{ addedAt: iso(standing?.addedAt), firstOrderAt: iso(bought?.first) },
  }
}
