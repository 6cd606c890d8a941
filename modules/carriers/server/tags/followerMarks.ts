import { sql } from 'kysely'
import { second } from '#kit/time'
import { Looking } from '#platform/looking'
import { callsOf } from '../../core/followerTags.ts'
import { isOfAccount, lineOf, type Trouble, waits } from '../../core/trouble.ts'
import { findAccount } from '../accounts.ts'
import type { CarrierDeps } from '../deps.ts'
import { pauseOf } from '../inbox.ts'
import type { CarrierTables } from '../tables.ts'
import { openidContext } from '../users/store.ts'
import type { FollowerTags } from './ports.ts'
import { asClaimed, type TagDb, type TagTables } from './tables.ts'

type Deps = Pick<CarrierDeps, 'postgres' | 'vault' | 'log' | 'now'> & { readonly followerTags: FollowerTags }

const batch = 500

interface Mark {
  id: string
  account: string
  external: Buffer
  tag: string
  given: boolean
  attempts: number
  sealed: Buffer
}

/** Accounts that take nothing for now, and why: nothing more is asked of them in this look. */
type Halted = Map<string, Trouble>

/** Carries waiting tags of followers to the platform, as many followers a call as it takes. */
export class FollowerMarks {
  readonly #deps: Deps
  readonly #looking: Looking

  constructor(deps: Deps) {
    this.#deps = deps
    const failed = (error: unknown) =>
      deps.log.error({ error: error instanceof Error ? error.stack : error }, 'tags of followers on their way')
    this.#looking = new Looking(() => this.work(), second, failed)
  }

  kick = () => this.#looking.kick()
  start = () => this.#looking.start()
  stop = () => this.#looking.stop()

  /** True = there may be more. */
  async work(): Promise<boolean> {
    const { postgres, now } = this.#deps
    const { rows } = await sql<Mark>`
      update carriers_user_mark m set due_at = ${new Date(now() + 60 * second)}, attempts = attempts + 1
      from carriers_user u where u.account = m.account and u.external = m.external and m.id in (
        select w.id from carriers_user_mark w join carriers_account a on a.id = w.account and a.off_at is null
        where w.failed_at is null and w.due_at <= ${new Date(now())}
        order by w.due_at limit ${batch} for update of w skip locked)
      returning m.id::text as id, m.account::text as account, m.external, m.tag, m.given, m.attempts, u.sealed`.execute(
      postgres.tables<TagTables>(),
    )
    const halted: Halted = new Map()
    for (const same of Map.groupBy(rows, ({ account, tag, given }) => `${account} ${tag} ${given}`).values())
      await this.#carry(callsOf(same), halted)
    return rows.length === batch
  }

  async #carry(calls: readonly (readonly Mark[])[], halted: Halted): Promise<void> {
    for (const call of calls) {
      const trouble = halted.get(call[0]?.account ?? '')
      if (trouble) await this.#later(call, trouble)
      else await this.#give(call, halted)
    }
  }

  async #give(marks: readonly Mark[], halted: Halted): Promise<void> {
    const { postgres, vault, followerTags } = this.#deps
    const [first] = marks
    const account = first && (await findAccount(postgres.tables<CarrierTables>(), vault, first.account))
    if (!first || !account?.on) return
    const openids = marks.map(({ sealed }) => vault.open(sealed, openidContext))
    const got = await followerTags.give(account, first.tag, openids, first.given)
    if (got.ok) return this.#settle(marks)
    const { refusal } = got
    if (isOfAccount(refusal)) halted.set(first.account, refusal)
    if (waits(refusal)) return this.#later(marks, refusal)
    // One of them may be to blame: each by itself.
    if (marks.length > 1)
      return this.#carry(
        marks.map((one) => [one]),
        halted,
      )
    // Whoever follows no more needs no tag there.
    if (refusal.meaning === 'gone') await this.#drop(this.#deps.postgres.tables<TagTables>(), marks)
    else await this.#fail(marks, refusal)
  }

  /** No callback follows our own call: what it changed is written down here. */
  async #settle(marks: readonly Mark[]) {
    const [first] = marks
    if (!first) return
    const tag = sql`${first.tag}::text`
    const next = (of: 'tags' | 'told') =>
      first.given
        ? sql`array_append(array_remove(${sql.ref(of)}, ${tag}), ${tag})`
        : sql`array_remove(${sql.ref(of)}, ${tag})`
    await this.#deps.postgres.transaction(async (tx) => {
      const db = tx.tables<TagTables>()
      await sql`update carriers_user set tags = ${next('tags')}, told = ${next('told')}, tags_at = ${new Date(this.#deps.now())}
        where account = ${first.account}::bigint
          and external = any(${marks.map(({ external }) => external)}::bytea[])`.execute(db)
      await this.#drop(db, marks)
    })
  }

  async #later(marks: readonly Mark[], refusal: Trouble) {
    const pause = pauseOf(Math.min(...marks.map(({ attempts }) => attempts)))
    const due_at = new Date(this.#deps.now() + Math.max(refusal.waitMs ?? 0, pause))
    await this.#set(marks, { due_at, error: lineOf(refusal) })
  }

  async #fail(marks: readonly Mark[], refusal: Trouble) {
    await this.#set(marks, { failed_at: new Date(this.#deps.now()), error: lineOf(refusal) })
  }

  async #set(marks: readonly Mark[], set: { due_at?: Date; failed_at?: Date; error: string }) {
    const all = this.#deps.postgres.tables<TagTables>().updateTable('carriers_user_mark')
    await all.set(set).where(asClaimed(marks)).execute()
  }

  async #drop(db: TagDb, marks: readonly Mark[]) {
    await db.deleteFrom('carriers_user_mark').where(asClaimed(marks)).execute()
  }
}
