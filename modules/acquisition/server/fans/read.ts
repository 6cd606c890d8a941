import { sql } from 'kysely'
import { mask } from '#modules/identity'
import type { Db } from '#platform/postgres/postgres'
import {
  type FanPart,
  type FanProgress,
  type FanReason,
  isOf,
  type JudgedFan,
  progressOf,
} from '../../core/fans/fan.ts'
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

/** How many fans are judged at once. */
const most = 2000

interface From {
  readonly batch: string
  /** After this line. */
  readonly line: number
}

/** The next fans of a batch with how far each is; a few queries, however many. */
async function judged(deps: FanDeps, { batch, line }: From): Promise<Fan[]> {
  const db = deps.postgres.tables<FanTables>()
  const { rows } = await sql<FanRow>`
    select f.*, b.at from acquisition_fan f join acquisition_fan_batch b on b.import = f.batch
    where f.batch = ${batch}::bigint and f.line > ${line} order by f.line limit ${most}`.execute(db)
  const strands = [...new Set(rows.flatMap(({ strand }) => strand ?? []))]
  const [standings, bought] = [await deps.standings(strands), await deps.bought(strands)]
  return rows.map(({ key, at, ...row }) => {
    const of = row.strand ?? ''
    const stored = { ...row, key: key?.toString('hex') ?? null, at: at.getTime() }
    return { ...stored, standing: standings.get(of) ?? null, bought: bought.get(of) ?? null }
  })
}

/** The fans of a part in the order of the file, from a line on; what is not asked for is not read. */
export async function* fansOf(deps: FanDeps, { batch, part }: Wanted, after = 0): AsyncGenerator<Fan> {
  for (let line = after; ; ) {
    const some = await judged(deps, { batch, line })
    yield* some.filter((fan) => isOf(part, fan))
    const last = some.at(-1)
    if (some.length < most || !last) return
    line = last.line
  }
}

export interface BatchRow {
  import: string
  platform: string
  kind: string
  by: string
  at: Date
}

/** A list of more fans than this is counted once a minute: it is read whole for that. */
const many = 5000
const minute = 60_000

/** How far lists are, counted together; remembered for a minute where they are long. */
export function counter(deps: FanDeps) {
  const known = new Map<string, { at: number; progress: FanProgress }>()
  return async (batches: readonly string[]): Promise<FanProgress> => {
    const name = batches.join()
    const found = known.get(name)
    if (found && deps.now() - found.at < minute) return found.progress
    const fans: Fan[] = []
    for (const batch of batches) for await (const fan of fansOf(deps, { batch, part: 'all' })) fans.push(fan)
    const progress = progressOf(fans)
    known.delete(name)
    if (fans.length > many) known.set(name, { at: deps.now(), progress })
    return progress
  }
}

export type Counter = ReturnType<typeof counter>

/** Batches with how far each is. */
export async function shownBatches(deps: FanDeps, count: Counter, rows: readonly BatchRow[]) {
  const redeemed = await redeemedIn(
    deps.postgres.tables<FanTables>(),
    rows.map((row) => row.import),
  )
  return Promise.all(
    rows.map(async ({ import: id, platform, kind, by, at }) => ({
      ...{ id, platform, kind, by, at: at.toISOString(), progress: await count([id]) },
      ...(redeemed.get(id) ?? { redeemed: 0, redeemedAmount: 0 }),
    })),
  )
}

async function redeemedIn(db: Db<FanTables>, batches: readonly string[]) {
  const { rows } = await sql<{ import: string; redeemed: number; amount: string }>`
    select import, count(*)::int as redeemed, coalesce(sum(amount), 0)::text as amount from acquisition_redemption
    where import = any(${batches}::bigint[]) group by import`.execute(db)
  return new Map(rows.map((row) => [row.import, { redeemed: row.redeemed, redeemedAmount: Number(row.amount) }]))
}

/** How far the fans of each platform are, over all its lists. */
export async function platformsOf(deps: FanDeps, count: Counter) {
  const db = deps.postgres.tables<FanTables>()
  const batches = await db.selectFrom('acquisition_fan_batch').select(['import', 'platform']).execute()
  const items = await Promise.all(
    [...Map.groupBy(batches, ({ platform }) => platform)].map(async ([platform, own]) => ({
      ...{ platform, batches: own.length },
      progress: await count(own.map((row) => row.import)),
    })),
  )
  return items.toSorted((a, b) => b.progress.fans - a.progress.fans)
}

interface Wanted {
  readonly batch: string
  readonly part: FanPart
}

/** A page of them with what they are called; masked unless it is asked otherwise by whoever may. */
export async function listFans(
  deps: FanDeps,
  wanted: Wanted,
  page: { limit: number; cursor?: string | undefined; masked?: boolean },
) {
  const after = /^\d{1,18}$/.test(page.cursor ?? '') ? Number(page.cursor) : 0
  const some: Fan[] = []
  let isMore = false
  for await (const fan of fansOf(deps, wanted, after)) {
    isMore = some.length === page.limit
    if (isMore) break
    some.push(fan)
  }
  const names = await deps.whole.namesOf(some.flatMap(({ strand }) => strand ?? []))
  const items = some.map((fan) => shownFan(deps, fan, names.get(fan.strand ?? '')?.name ?? null, page.masked ?? true))
  const last = some.at(-1)
  return isMore && last ? { items, next: String(last.line) } : { items }
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
