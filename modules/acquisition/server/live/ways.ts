import { no, ok, type Result } from '#kit/result'
import { minute, second } from '#kit/time'
import type { GivenCode, GivenRefusal } from '#modules/carriers'
import { Looking } from '#platform/looking'
import type { Because } from '../../core/live/because.ts'
import type { GroupSetup } from '../../core/live/setup.ts'
import { listFor, openStaff } from '../../core/live/staff.ts'
import type { LiveDeps } from './deps.ts'
import type { Loads } from './load.ts'
import type { LiveRow, LiveTables } from './tables.ts'

export const keyOf = (live: string, member: string) => (member === '' ? `live:${live}` : `live:${live}:${member}`)

const lookEveryMs = second
const atATime = 20

/**
 * Codes at the platform, which lead to whoever is to be had now: looked at when a minute begins (shifts and days change then),
 * when somebody was added, and when somebody comes or goes. Only what is otherwise than it was is said to the platform.
 */
export class LiveWays {
  readonly #deps: LiveDeps
  readonly #loads: Loads
  readonly #looking: Looking

  constructor(deps: LiveDeps, loads: Loads) {
    this.#deps = deps
    this.#loads = loads
    const failed = (error: unknown) => deps.log.error({ error: String(error) }, 'live codes')
    this.#looking = new Looking(() => this.#look(), lookEveryMs, failed)
  }

  start() {
    this.#looking.start()
  }

  stop() {
    return this.#looking.stop()
  }

  /** Looks at these codes now; at all of an account where none is named. */
  async kick(which: { live: readonly string[] } | { account: string }) {
    const set = this.#deps.postgres
      .tables<LiveTables>()
      .updateTable('acquisition_live')
      .set({ look_at: new Date(0) })
    await ('live' in which
      ? set.where('id', 'in', which.live.length > 0 ? [...which.live] : ['0'])
      : set.where('account', '=', which.account)
    ).execute()
    this.#loads.forget()
    this.#looking.kick()
  }

  async #look(): Promise<boolean> {
    const now = this.#deps.now()
    const db = this.#deps.postgres.tables<LiveTables>()
    const rows = await db
      .selectFrom('acquisition_live')
      .selectAll()
      .where('look_at', '<=', new Date(now))
      .where('kind', 'in', ['staff', 'group'])
      .where('off_at', 'is', null)
      .orderBy('look_at')
      .limit(atATime)
      .execute()
    for (const row of rows) {
      const error = await this.settle(row).catch((thrown: unknown) => {
        this.#deps.log.error({ live: row.id, error: String(thrown) }, 'live code not settled')
        return String(thrown).slice(0, 300)
      })
      // Who was added meanwhile has asked for another look: that one is not put off.
      await db
        .updateTable('acquisition_live')
        .set({ look_at: new Date((Math.floor(now / minute) + 1) * minute), error })
        .where('id', '=', row.id)
        .where('look_at', '=', row.look_at)
        .execute()
    }
    return rows.length === atATime
  }

  /** Says to the platform what is otherwise than it was. Returns what stands against it. */
  async settle(row: LiveRow): Promise<string | null> {
    if (row.setup.kind === 'group') return this.#settleGroup(row, row.setup)
    const { setup } = row
    if (setup.kind !== 'staff') return null
    const now = this.#deps.now()
    const staffing = await this.#loads.staffing(row, await this.#deps.zone())
    const ways = await this.#waysOf(row.id)
    let error: string | null = null
    for (const way of ways) {
      const staff = listFor(setup, staffing, way.member === '' ? null : way.member, now)
      // Nobody is to be had: the platform takes no code without members, so it leads where it led, and the patrol says so.
      if (staff.length === 0) continue
      if (isSame(staff, way.staff)) continue
      const done = await this.#deps.codes.point(way.way, staff)
      if (!done.ok) error = lineOf(done.refusal)
      else await this.#keep({ ...way, staff, because: openStaff(setup, staffing, now).because })
    }
    return error
  }

  async #settleGroup(row: LiveRow, setup: GroupSetup): Promise<string | null> {
    const [way] = await this.#waysOf(row.id)
    if (!way || row.account === null) return null
    const chats = await this.openChats(row.account, setup)
    if (chats.length === 0 || isSame(chats, way.staff)) return null
    const done = await this.#deps.codes.pointGroup(way.way, chats)
    if (!done.ok) return lineOf(done.refusal)
    await this.#keep({ ...way, staff: chats, because: [] })
    return null
  }

  /** Chats with room, in their order. */
  async openChats(account: string, { chats }: GroupSetup): Promise<string[]> {
    const known = new Map((await this.#deps.codes.chats(account)).map((one) => [one.chat, one]))
    return chats
      .filter(({ chat, most }) => {
        const one = known.get(chat)
        return one && !one.gone && one.people < most
      })
      .map(({ chat }) => chat)
      .slice(0, 5)
  }

  #waysOf(live: string) {
    const all = this.#deps.postgres.tables<LiveTables>().selectFrom('acquisition_live_way').selectAll()
    return all.where('live', '=', live).execute()
  }

  async #keep(way: LiveTables['acquisition_live_way']) {
    const { staff, because, live, member } = way
    await this.#deps.postgres
      .tables<LiveTables>()
      .updateTable('acquisition_live_way')
      .set({ staff: [...staff], because: JSON.stringify(because) as never, since: new Date(this.#deps.now()) })
      .where('live', '=', live)
      .where('member', '=', member)
      .execute()
  }

  /** The code of a member, or of all: made when it is first shown. */
  async codeFor(row: LiveRow, member: string): Promise<Result<{ qr: string }, string>> {
    const known = (await this.#waysOf(row.id)).find((one) => one.member === member)
    if (known) return ok({ qr: known.qr })
    const made = await this.#make(row, member)
    if (!made.ok) return no(made.refusal)
    const { code, staff, because } = made.value
    await this.#deps.postgres
      .tables<LiveTables>()
      .insertInto('acquisition_live_way')
      .values({
        ...{ live: row.id, member, way: code.id, qr: code.qr, staff: [...staff] },
        ...{ because: JSON.stringify(because) as never, since: new Date(this.#deps.now()) },
      })
      .onConflict((on) => on.doNothing())
      .execute()
    return ok({ qr: code.qr })
  }

  async #make(
    row: LiveRow,
    member: string,
  ): Promise<Result<{ code: GivenCode; staff: readonly string[]; because: readonly Because[] }, string>> {
    const { account, name, setup, source, welcome, tags, remark } = row
    if (account === null) return no('no account')
    const key = keyOf(row.id, member)
    if (setup.kind === 'group') {
      const chats = await this.openChats(account, setup)
      const made = await this.#deps.codes.group({ account, key, name, chats })
      return made.ok ? ok({ code: made.value, staff: chats, because: [] }) : no(lineOf(made.refusal))
    }
    if (setup.kind !== 'staff') return no('no code of the platform')
    const staffing = await this.#loads.staffing(row, await this.#deps.zone())
    const staff = listFor(setup, staffing, member === '' ? null : member, this.#deps.now())
    const manner = { source, welcome, tags, remark }
    const how = { skipVerify: row.skip_verify, exclusive: setup.follower }
    const made = await this.#deps.codes.live({ account, key, name, staff, ...manner, ...how })
    const { because } = openStaff(setup, staffing, this.#deps.now())
    return made.ok ? ok({ code: made.value, staff, because }) : no(lineOf(made.refusal))
  }

  /** Tells every code of it what whoever comes by it gets. */
  async treat(row: LiveRow) {
    if (row.setup.kind !== 'staff') return
    const { source, welcome, tags, remark } = row
    for (const { way } of await this.#waysOf(row.id))
      await this.#deps.codes.treat(way, { source, welcome, tags, remark })
  }

  /** Takes its codes away at the platform. */
  async end(row: LiveRow) {
    if (row.setup.kind !== 'staff') return
    for (const { way, member } of await this.#waysOf(row.id)) {
      const done = await this.#deps.codes.end(way)
      if (!done.ok) continue
      const all = this.#deps.postgres.tables<LiveTables>().deleteFrom('acquisition_live_way')
      await all.where('live', '=', row.id).where('member', '=', member).execute()
    }
  }
}

const isSame = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((one) => b.includes(one))

const lineOf = (refusal: GivenRefusal): string =>
  'line' in refusal ? refusal.line : 'name' in refusal ? `${refusal.why} ${refusal.name}` : refusal.why
