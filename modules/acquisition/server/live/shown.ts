import { sql } from 'kysely'
import { day, minute } from '#kit/time'
import type { RequestContext } from '#platform/http/context'
import { against, termsOf } from '../../core/live/staff.ts'
import { totalsOf } from '../counts.ts'
import type { LiveDeps } from './deps.ts'
import { fieldsOf } from './keep.ts'
import { armsOf, type Loads } from './load.ts'
import { clickId } from './routes.ts'
import type { LiveRow, LiveTables } from './tables.ts'
import { keyOf } from './ways.ts'

interface Counts {
  id: string
  added: number
  fresh: number
  lost: number
  troubles: number
  qr: string | null
}

/** Codes as lists and pages show them. */
export async function shownLive(deps: LiveDeps, rows: readonly LiveRow[], { origin }: Pick<RequestContext, 'origin'>) {
  const ids = rows.map(({ id }) => id)
  const scans = await totalsOf(deps.olap, ids.map(clickId), deps.now())
  const counted = await sql<Counts>`
    select l.id::text as id, a.added, a.fresh, a.lost,
      (select count(*)::int from acquisition_trouble t where t.live = l.id and t.ended_at is null) as troubles,
      (select w.qr from acquisition_live_way w where w.live = l.id and w.member = '') as qr
    from acquisition_live l, lateral (
      select count(*)::int as added, (count(*) filter (where not known))::int as fresh,
        (count(*) filter (where left_at is not null and left_by <> 'transfer'))::int as lost
      from acquisition_live_add where live = l.id) a
    where l.id = any(${ids}::bigint[])`.execute(deps.postgres.tables())
  const byId = new Map(counted.rows.map((one) => [one.id, one]))
  return rows.map((row) => {
    const { added = 0, fresh = 0, lost = 0, troubles = 0, qr = null } = byId.get(row.id) ?? {}
    const seen = scans.get(clickId(row.id))
    return {
      ...{ ...fieldsOf(row), id: row.id, code: row.code, url: `${origin ?? ''}/q/${row.code}`, qr, added, fresh, lost },
      ...{ troubles, on: row.off_at === null, error: row.error },
      ...{ scans: seen?.clicks ?? 0, visitors: seen?.visitors ?? 0 },
      ...{ createdBy: row.created_by, createdAt: row.created_at.toISOString() },
    }
  })
}

interface Range {
  readonly from: Date
  readonly to: Date
}

/** In ms, the last 30 days when it says nothing. */
export function rangeIn({ from, to }: { from?: string | undefined; to?: string | undefined }, now: number): Range {
  // A platform's clock may run ahead of ours.
  const end = to ? Date.parse(to) : now + minute
  const start = from ? Date.parse(from) : end - 30 * day
  return { from: new Date(Math.max(Math.min(start, end - 1), end - 366 * day)), to: new Date(end) }
}

/** What a code brought: by hour of the day, by member, by target; and who was shown somebody and never added them. */
export async function reportOf(deps: LiveDeps, loads: Loads, row: LiveRow, { from, to }: Range) {
  const zone = await deps.zone()
  const db = deps.postgres.tables()
  const over = new Date(deps.now() - day)
  const [sums, hours, members] = [
    await sql<{ shown: number; added: number; lost: number }>`select
      (select count(*)::int from acquisition_live_shown where (live = ${row.id}::bigint or leaf = ${row.id}::bigint)
        and at >= ${from} and at < ${to}) as shown,
      (select count(*)::int from acquisition_live_add where live = ${row.id}::bigint and added_at >= ${from} and added_at < ${to}) as added,
      (select count(*)::int from acquisition_live_shown where (live = ${row.id}::bigint or leaf = ${row.id}::bigint)
        and at >= ${from} and at < ${to} and at < ${over} and added is null and member is not null) as lost`.execute(
      db,
    ),
    await sql<{ hour: number; shown: number; added: number }>`
      select hour, sum(shown)::int as shown, sum(added)::int as added from (
        select extract(hour from at at time zone ${zone})::int as hour, 1 as shown, 0 as added from acquisition_live_shown
          where (live = ${row.id}::bigint or leaf = ${row.id}::bigint) and at >= ${from} and at < ${to}
        union all select extract(hour from added_at at time zone ${zone})::int, 0, 1 from acquisition_live_add
          where live = ${row.id}::bigint and added_at >= ${from} and added_at < ${to}) as t group by hour`.execute(db),
    await membersOf(deps, loads, row, { from, to }),
  ]
  const byHour = new Map(hours.rows.map((one) => [one.hour, one]))
  const { shown = 0, added = 0, lost = 0 } = sums.rows[0] ?? {}
  return {
    ...{ shown, added, lostAdds: lost, members, arms: await targetsOf(deps, row) },
    hours: Array.from({ length: 24 }, (_, hour) => byHour.get(hour) ?? { hour, shown: 0, added: 0 }),
    joined:
      row.kind === 'group' && row.account !== null ? await deps.codes.joined(row.account, keyOf(row.id, '')) : null,
  }
}

interface Member {
  member: string
  shown: number
  added: number
  known: number
  left7: number
}

async function membersOf(deps: LiveDeps, loads: Loads, row: LiveRow, { from, to }: Range) {
  if (row.setup.kind !== 'staff') return []
  const { rows } = await sql<Member>`
    select member, sum(shown)::int as shown, sum(added)::int as added, sum(known)::int as known, sum(left7)::int as left7 from (
      select member, 1 as shown, 0 as added, 0 as known, 0 as left7 from acquisition_live_shown
        where leaf = ${row.id}::bigint and member is not null and at >= ${from} and at < ${to}
      union all select member, 0, 1, known::int, (left_at < added_at + interval '7 days' and left_by <> 'transfer')::int
        from acquisition_live_add where live = ${row.id}::bigint and added_at >= ${from} and added_at < ${to}) as t
    group by member`.execute(deps.postgres.tables())
  const staffing = await loads.staffing(row, await deps.zone())
  const terms = new Map(termsOf(row.setup, staffing).map((one) => [one.member, one]))
  const had = new Map(rows.map((one) => [one.member, one]))
  return [...new Set([...terms.keys(), ...had.keys()])].map((member) => {
    const { shown = 0, added = 0, known = 0, left7 } = had.get(member) ?? {}
    const own = terms.get(member)
    return {
      ...{ member, name: staffing.members.get(member)?.name || member, shown, added, known, left7: left7 ?? 0 },
      ...{ today: staffing.members.get(member)?.added ?? 0, cap: own?.cap ?? null },
      against: own ? against(own, staffing, deps.now()) : null,
    }
  })
}

async function targetsOf(deps: LiveDeps, row: LiveRow) {
  if (row.kind !== 'aggregate') return []
  const arms = await armsOf(deps, row.id)
  const targets = [...arms].map(([arm, counts]) => ({ target: arm.slice(row.id.length + 1), ...counts }))
  const ids = targets.map(({ target }) => target).filter((one) => /^\d+$/.test(one))
  const all = deps.postgres.tables<LiveTables>().selectFrom('acquisition_live').select(['id', 'name'])
  const names = new Map(
    (ids.length > 0 ? await all.where('id', 'in', ids).execute() : []).map((one) => [one.id, one.name]),
  )
  return targets.map(({ target, ...counts }) => ({ target, name: names.get(target) ?? target, ...counts }))
}

/** Decisions of a code, newest first. */
export async function decisionsOf(
  deps: LiveDeps,
  loads: Loads,
  row: LiveRow,
  asked: { cursor?: string | undefined; limit: number },
) {
  let all = deps.postgres
    .tables<LiveTables>()
    .selectFrom('acquisition_live_shown')
    .selectAll()
    .where((e) => e.or([e('live', '=', row.id), e('leaf', '=', row.id)]))
    .orderBy('id', 'desc')
    .limit(asked.limit + 1)
  if (/^\d{1,18}$/.test(asked.cursor ?? '')) all = all.where('id', '<', asked.cursor ?? '')
  const rows = await all.execute()
  const names = row.account === null ? new Map<string, string>() : await namesOf(loads, row.account)
  const items = rows.slice(0, asked.limit).map((one) => ({
    ...{ id: one.id, at: one.at.toISOString(), member: one.member, chat: one.chat, url: one.url, app: one.app },
    ...{ memberName: one.member === null ? null : names.get(one.member) || one.member, region: one.region },
    ...{ because: [...one.because], added: one.added !== null },
  }))
  const last = items.at(-1)
  return rows.length > asked.limit && last ? { items, next: last.id } : { items }
}

async function namesOf(loads: Loads, account: string) {
  const { members } = await loads.members(account)
  return new Map(members.map(({ member, name }) => [member, name]))
}

/** By which codes somebody came, and why to these members. */
export async function codesOfPerson(deps: LiveDeps, loads: Loads, person: string) {
  const strands = await deps.strands(person)
  const rows = await deps.postgres
    .tables<LiveTables>()
    .selectFrom('acquisition_live_add as a')
    .innerJoin('acquisition_live as l', 'l.id', 'a.live')
    .leftJoin('acquisition_live_shown as s', 's.id', 'a.shown')
    .select(['l.id', 'l.name', 'l.account', 'a.member', 'a.added_at', 'a.left_at', 'a.known', 'a.sure'])
    .select(['a.because as listed', 's.because'])
    .where('a.strand', 'in', strands.length > 0 ? [...strands] : ['0'])
    .orderBy('a.added_at', 'desc')
    .limit(50)
    .execute()
  const items = []
  for (const row of rows) {
    const names = row.account === null ? new Map<string, string>() : await namesOf(loads, row.account)
    const because = row.because ?? row.listed
    items.push({
      ...{ live: row.id, name: row.name, member: row.member, memberName: names.get(row.member) || row.member },
      ...{ at: row.added_at.toISOString(), leftAt: row.left_at?.toISOString() ?? null, known: row.known },
      ...{ because: because === null ? null : [...because], sure: row.sure || row.because === null },
    })
  }
  return { items }
}
