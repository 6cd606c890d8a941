import { sql } from 'kysely'
import { against, openStaff, termsOf } from '../../core/live/staff.ts'
import type { TroubleKind } from '../../core/liveContract.ts'
import type { LiveDeps } from './deps.ts'
import { type Loads, stateOf } from './load.ts'
import type { LiveRow, LiveTables } from './tables.ts'

export interface Found {
  readonly live: string
  readonly kind: TroubleKind
  /** A member, a chat, an address: what it is about. */
  readonly about: string
  readonly name: string
  /** Whoever scans the code is looked after all the same. */
  readonly covered: boolean
}

/** So much of what the platform lets be is nearly all. */
const nearlyAll = 0.9

/** Looks at every code that is on, and at those that hang printed somewhere though they are not. Returns how much stands. */
export async function patrol(deps: LiveDeps, loads: Loads): Promise<number> {
  loads.forget()
  const db = deps.postgres.tables<LiveTables>()
  const rows = await db.selectFrom('acquisition_live').selectAll().execute()
  const hanging = await db.selectFrom('acquisition_printed').select('live').where('gone_at', 'is', null).execute()
  const printed = new Set(hanging.map(({ live }) => live))
  const full = await fullAccounts(deps)
  const found: Found[] = []
  for (const row of rows) {
    const closed = stateOf(row, deps.now()).closed
    if (closed !== null) {
      if (printed.has(row.id))
        found.push({ live: row.id, kind: 'closed', about: closed, name: row.name, covered: false })
      continue
    }
    if (row.account !== null && full.has(row.account))
      found.push({ live: row.id, kind: 'quota', about: row.account, name: '', covered: true })
    if (row.error !== null)
      found.push({ live: row.id, kind: 'platform', about: row.error, name: row.error, covered: false })
    found.push(...(await troublesOf(deps, loads, row)))
  }
  await keep(deps, found)
  return found.length
}

async function troublesOf(deps: LiveDeps, loads: Loads, row: LiveRow): Promise<Found[]> {
  const { setup, id: live } = row
  if (setup.kind === 'staff') return ofStaff(deps, loads, row)
  if (setup.kind === 'group') return ofGroup(deps, row)
  if (setup.kind === 'store') return []
  const targets = [...setup.rules.flatMap(({ to }) => to.map(({ target }) => target)), setup.fallback]
  const urls = new Set(targets.flatMap((one) => (one?.kind === 'url' && /^https?:/.test(one.url) ? [one.url] : [])))
  const found: Found[] = []
  for (const url of urls)
    if ((await deps.answers(url)) === false) found.push({ live, kind: 'broken', about: url, name: url, covered: false })
  return found
}

async function ofStaff(deps: LiveDeps, loads: Loads, row: LiveRow): Promise<Found[]> {
  if (row.setup.kind !== 'staff') return []
  const { setup, id: live } = row
  const staffing = await loads.staffing(row, await deps.zone())
  const open = openStaff(setup, staffing, deps.now())
  const covered = open.members.length > 0
  const name = (member: string) => staffing.members.get(member)?.name || member
  const found = [...termsOf(setup, staffing).map(({ member }) => member), ...setup.backup].flatMap(
    (member): Found[] => {
      const by = against({ member, weight: 1, cap: null, shifts: [] }, staffing, deps.now())
      return by === 'left' || by === 'inactive' || by === 'no-right'
        ? [{ live, kind: 'member', about: member, name: name(member), covered }]
        : []
    },
  )
  if (!covered) return [...found, { live, kind: 'nobody', about: '', name: '', covered }]
  // Everybody having had enough is worth knowing; everybody being at home at night is not.
  const isCapped = open.because.some((one) => one.why === 'out' && one.by === 'cap')
  const first = open.members[0]?.member ?? ''
  return open.isBackup && isCapped
    ? [...found, { live, kind: 'backup', about: first, name: name(first), covered }]
    : found
}

async function ofGroup({ codes }: LiveDeps, { id: live, account, setup }: LiveRow): Promise<Found[]> {
  if (setup.kind !== 'group' || account === null) return []
  const known = new Map((await codes.chats(account)).map((one) => [one.chat, one]))
  const states = setup.chats.map(({ chat, most }) => {
    const one = known.get(chat)
    return {
      chat,
      name: one?.name ?? chat,
      isGone: !one || one.gone,
      isOpen: one !== undefined && !one.gone && one.people < most,
    }
  })
  const covered = states.some(({ isOpen }) => isOpen)
  const gone = states.filter(({ isGone }) => isGone)
  return [
    ...gone.map(({ chat, name }) => ({ live, kind: 'chat' as const, about: chat, name, covered })),
    ...(covered ? [] : [{ live, kind: 'full' as const, about: '', name: '', covered }]),
  ]
}

async function fullAccounts({ codes, accounts }: LiveDeps): Promise<ReadonlySet<string>> {
  const full = new Set<string>()
  for (const { account } of await accounts()) {
    const { used, most } = await codes.quota(account)
    if (used >= most * nearlyAll) full.add(account)
  }
  return full
}

/** What is found stands from when it was first found; what is not found any more has ended. */
async function keep({ postgres, now }: LiveDeps, found: readonly Found[]) {
  const at = new Date(now())
  await postgres.transaction(async (tx) => {
    const db = tx.tables<LiveTables>()
    const list = sql`unnest(${found.map((one) => one.live)}::bigint[], ${found.map((one) => one.kind)}::text[],
      ${found.map((one) => one.about)}::text[], ${found.map((one) => one.name)}::text[],
      ${found.map((one) => one.covered)}::boolean[]) as f(live, kind, about, name, covered)`
    await sql`update acquisition_trouble t set ended_at = ${at} where ended_at is null
      and not exists (select from ${list} where f.live = t.live and f.kind = t.kind and f.about = t.about)`.execute(db)
    await sql`insert into acquisition_trouble (live, kind, about, name, covered, since)
      select distinct on (f.live, f.kind, f.about) f.live, f.kind, f.about, f.name, f.covered, ${at}::timestamptz from ${list}
      on conflict (live, kind, about) where ended_at is null do update set covered = excluded.covered, name = excluded.name`.execute(
      db,
    )
    await sql`insert into acquisition_patrol (at) values (${at}) on conflict (one) do update set at = excluded.at`.execute(
      db,
    )
  })
}

/** What stands, the longest first, and when the patrol last went round. */
export async function standingTroubles({ postgres }: Pick<LiveDeps, 'postgres'>) {
  const db = postgres.tables<LiveTables>()
  const rows = await db
    .selectFrom('acquisition_trouble as t')
    .innerJoin('acquisition_live as l', 'l.id', 't.live')
    .select(['t.id', 't.live', 'l.name as of', 't.kind', 't.about', 't.name', 't.covered', 't.since'])
    .where('t.ended_at', 'is', null)
    .orderBy('t.covered')
    .orderBy('t.since')
    .limit(500)
    .execute()
  const last = await sql<{ at: Date }>`select at from acquisition_patrol`.execute(db)
  return {
    at: last.rows[0]?.at.toISOString() ?? null,
    items: rows.map(({ of, name, kind, since, ...row }) => ({
      ...{ ...row, name: of, aboutName: name, kind: kind as TroubleKind, since: since.toISOString() },
    })),
  }
}
