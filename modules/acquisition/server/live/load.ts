import { sql } from 'kysely'
import { minute, nextStart, second, startOf } from '#kit/time'
import type { Department, MemberState } from '#modules/carriers'
import type { Arm } from '../../core/live/bandit.ts'
import type { Chat, LiveState, Load } from '../../core/live/route.ts'
import { codesIn } from '../../core/live/setup.ts'
import type { Staffing } from '../../core/live/staff.ts'
import type { LiveDeps } from './deps.ts'
import type { LiveRow, LiveTables } from './tables.ts'

/** Whoever was shown a member may still add them for so long: the place is theirs until then. */
export const patience = 15 * minute
const freshMs = 5 * second
const deepest = 4

interface Known {
  readonly at: number
  readonly members: readonly MemberState[]
  readonly departments: readonly Department[]
}

/** How things stand, as a decision needs it. What the platform says of members is some seconds old, our own counts are not. */
export class Loads {
  readonly #deps: LiveDeps
  readonly #known = new Map<string, Known>()

  constructor(deps: LiveDeps) {
    this.#deps = deps
  }

  /** Members of an account; read anew when somebody asks after some seconds. */
  async members(account: string): Promise<Known> {
    const at = this.#deps.now()
    const known = this.#known.get(account)
    if (known && Math.abs(at - known.at) < freshMs) return known
    const found = { at, ...(await this.#deps.codes.members(account)) }
    this.#known.set(account, found)
    return found
  }

  forget() {
    this.#known.clear()
  }

  /** The world of a code and of those it leads on to. */
  async of(first: LiveRow): Promise<Load> {
    const zone = await this.#deps.zone()
    const rows = await this.#reach(first)
    const staffing = new Map<string, Staffing>()
    const chats = new Map<string, Chat>()
    for (const row of rows.values()) {
      if (row.account === null) continue
      if (row.setup.kind === 'staff') staffing.set(row.id, await this.staffing(row, zone))
      if (row.setup.kind === 'group')
        for (const { chat, ...one } of await this.#deps.codes.chats(row.account))
          chats.set(`${row.account} ${chat}`, one)
    }
    const codes = new Map([...rows].map(([id, row]) => [id, stateOf(row, this.#deps.now())]))
    return { zone, codes, staffing, chats, arms: await this.#arms(first) }
  }

  async #reach(first: LiveRow): Promise<ReadonlyMap<string, LiveRow>> {
    const rows = new Map([[first.id, first]])
    let next = codesIn(first.setup)
    for (let depth = 0; depth < deepest && next.length > 0; depth += 1) {
      const ids = [...new Set(next)].filter((id) => !rows.has(id))
      if (ids.length === 0) break
      const db = this.#deps.postgres.tables<LiveTables>()
      const found = await db.selectFrom('acquisition_live').selectAll().where('id', 'in', ids).execute()
      for (const row of found) rows.set(row.id, row)
      next = found.flatMap(({ setup }) => codesIn(setup))
    }
    return rows
  }

  /** Members of a code with what they have had today; nobody counts what order it was told in. */
  async staffing(row: Pick<LiveRow, 'id' | 'account'>, zone: string): Promise<Staffing> {
    const now = this.#deps.now()
    const today = { from: new Date(startOf('day', now, zone)), to: new Date(nextStart('day', now, zone)) }
    const { members, departments } = await this.members(row.account ?? '0')
    const { rows } = await sql<{ member: string; added: number; open: number; shown: number }>`
      select member, sum(added)::int as added, sum(open)::int as open, sum(shown)::int as shown from (
        select a.member, count(*) as added, 0 as open, 0 as shown from acquisition_live_add a
          where a.live = ${row.id}::bigint and a.added_at >= ${today.from} and a.added_at < ${today.to} group by 1
        union all
        select s.member, 0, count(*) filter (where s.added is null and s.at > ${new Date(now - patience)}), count(*)
          from acquisition_live_shown s where s.leaf = ${row.id}::bigint and s.member is not null
            and s.at >= ${today.from} and s.at < ${today.to} group by 1) as t group by member`.execute(
      this.#deps.postgres.tables(),
    )
    const counts = new Map(rows.map((one) => [one.member, one]))
    const off = await this.#off(row.account ?? '0')
    return {
      zone,
      parents: new Map(departments.map(({ id, parent }) => [id, parent])),
      members: new Map(
        members.map((one) => {
          const { added = 0, open = 0, shown = 0 } = counts.get(one.member) ?? {}
          const { name, departments: theirs, why: unfit, customers } = one
          const had = { added, taken: added + open, shown }
          return [one.member, { name, departments: theirs, unfit, off: off.has(one.member), customers, ...had }]
        }),
      ),
    }
  }

  async #off(account: string): Promise<ReadonlySet<string>> {
    const db = this.#deps.postgres.tables<LiveTables>()
    const rows = await db.selectFrom('acquisition_duty').select('member').where('account', '=', account).execute()
    return new Set(rows.map(({ member }) => member))
  }

  async #arms({ id, setup }: LiveRow): Promise<ReadonlyMap<string, Arm>> {
    if (setup.kind !== 'aggregate' || !setup.rules.some(({ mode }) => mode === 'adaptive')) return new Map()
    return armsOf(this.#deps, id)
  }
}

/** What each target of a code has brought, by its name. */
export async function armsOf({ postgres }: Pick<LiveDeps, 'postgres'>, live: string): Promise<Map<string, Arm>> {
  const { rows } = await sql<{ arm: string; shown: number; added: number }>`
    select arm, count(*)::int as shown, count(added)::int as added from acquisition_live_shown
    where live = ${live}::bigint and arm is not null group by arm`.execute(postgres.tables())
  return new Map(rows.map(({ arm, ...counts }) => [arm, counts]))
}

export const stateOf = ({ id, name, account, setup, off_at, expires_at }: LiveRow, now: number): LiveState => ({
  ...{ id, name, account, setup },
  closed: off_at !== null ? 'off' : expires_at !== null && expires_at.getTime() <= now ? 'over' : null,
})
