import { randomOf } from '#kit/random'
import { day } from '#kit/time'
import { placesOf } from '../../core/link.ts'
import { type Decision, type End, route, type Visitor } from '../../core/live/route.ts'
import { listFor } from '../../core/live/staff.ts'
import type { LiveDeps } from './deps.ts'
import { type Loads, patience } from './load.ts'
import type { LiveRow, LiveTables } from './tables.ts'

export interface Scan {
  readonly at: number
  readonly ip: string
  readonly userAgent: string
  /** Keyed hash of what their browser keeps. */
  readonly visitor: Buffer
  readonly spot: Visitor['spot']
  readonly store: number | null
  /** Crawlers and previews are shown a page and take nobody's place. */
  readonly isBot: boolean
}

/** Where a visitor goes, kept with why; whoever looks again soon gets the same. */
export async function decide(deps: LiveDeps, loads: Loads, row: LiveRow, scan: Scan): Promise<Decision> {
  const again = scan.store === null && scan.spot === null ? await shownAlready(deps, loads, row, scan) : null
  if (again) return again
  const place = deps.placeOf(scan.ip)
  const holders = await holdersOf(deps, scan.visitor)
  const visitor: Visitor = {
    ...{ places: placesOf(scan.userAgent), spot: scan.spot, store: scan.store },
    regions: place ? [place.province, place.city, place.country].filter((one) => one !== '') : [],
    ...{ known: holders === null ? null : holders.size > 0, holders: holders ?? new Map() },
  }
  const load = await loads.of(row)
  // The same visitor on the same day draws the same lot.
  const random = randomOf(`${row.id} ${scan.visitor.toString('hex')} ${Math.floor(scan.at / day)}`)
  const decision = route(row.id, load, visitor, scan.at, random)
  if (!scan.isBot)
    await keep(deps, row, decision, { ...scan, app: visitor.places[0] ?? '', region: visitor.regions[0] ?? '' })
  return decision
}

/** What they were shown some minutes ago, while that member may still be added. */
async function shownAlready({ postgres }: LiveDeps, loads: Loads, row: LiveRow, { visitor, at }: Scan) {
  const db = postgres.tables<LiveTables>()
  const last = await db
    .selectFrom('acquisition_live_shown')
    .selectAll()
    .where('visitor', '=', visitor)
    .where('live', '=', row.id)
    .where('at', '>', new Date(at - patience))
    .where('added', 'is', null)
    .where('member', 'is not', null)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!last?.member || last.leaf === null) return null
  const leaf = await db.selectFrom('acquisition_live').selectAll().where('id', '=', last.leaf).executeTakeFirst()
  if (leaf?.setup.kind !== 'staff' || leaf.off_at !== null) return null
  const staffing = await loads.staffing(leaf, (await loads.of(leaf)).zone)
  if (listFor(leaf.setup, staffing, last.member, at)[0] !== last.member) return null
  const to: End = { kind: 'staff', code: leaf.id, member: last.member }
  return { to, path: [row.id, leaf.id], because: last.because }
}

/** Who has them, by account; null = nobody knows who this browser is. */
async function holdersOf({ postgres, codes }: LiveDeps, visitor: Buffer): Promise<Map<string, string> | null> {
  const known = await postgres
    .tables<LiveTables>()
    .selectFrom('acquisition_live_shown as s')
    .innerJoin('acquisition_live_add as a', 'a.id', 's.added')
    .select('a.strand')
    .where('s.visitor', '=', visitor)
    .where('a.sure', '=', true)
    .orderBy('s.id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!known) return null
  const holders = new Map<string, string>()
  // The first who had them counts.
  for (const { account, member } of await codes.holders(known.strand))
    if (!holders.has(account)) holders.set(account, member)
  return holders
}

type Kept = Scan & { readonly app: string; readonly region: string }

async function keep({ postgres }: LiveDeps, row: LiveRow, { to, path, because }: Decision, scan: Kept) {
  if (to?.kind === 'stores') return
  await postgres
    .tables<LiveTables>()
    .insertInto('acquisition_live_shown')
    .values({
      ...{ live: row.id, leaf: to && 'code' in to ? to.code : null, arm: armIn(row, to, path) },
      ...{ member: to?.kind === 'staff' ? to.member : null, chat: to?.kind === 'group' ? to.chat : null },
      ...{ url: to?.kind === 'url' ? to.url : null, because: JSON.stringify(because) as never },
      ...{ visitor: scan.visitor, app: scan.app, region: scan.region, at: new Date(scan.at), added: null },
    })
    .execute()
}

function armIn({ id, kind }: LiveRow, to: End | null, path: readonly string[]): string | null {
  if (kind !== 'aggregate' || !to) return null
  return path[1] !== undefined ? `${id} ${path[1]}` : to.kind === 'url' ? `${id} ${to.url}` : null
}
