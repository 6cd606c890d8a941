import { sql } from 'kysely'
import { second } from '#kit/time'
import { type TagsGiven, tagsGiven } from '#modules/segments'
import { Looking } from '#platform/looking'
import type { Subscription } from '#platform/outbox'
import { isOfAccount, lineOf, type Trouble, waits } from '../../core/trouble.ts'
import { findAccount } from '../accounts.ts'
import { externalContext } from '../contacts.ts'
import type { CarrierDeps } from '../deps.ts'
import { pauseOf } from '../inbox.ts'
import type { CarrierTables } from '../tables.ts'
import type { CorpTags } from './ports.ts'
import { asClaimed, type MarkRow, type TagDb, type TagTables } from './tables.ts'

interface Deps extends CarrierDeps {
  readonly corpTags: CorpTags
  readonly strandsOf: (people: readonly string[]) => Promise<ReadonlyMap<string, readonly string[]>>
}

const batch = 100

/** Tags given or taken here are put on every tie of the customer at the platform, or taken off it. */
export function hearTags(deps: Deps, kick: () => void): Subscription {
  return {
    consumer: 'carriers.tags',
    topics: [tagsGiven],
    async handle(tx, facts) {
      const changes = facts.flatMap(({ payload }) => (payload as TagsGiven).tags)
      if (changes.length === 0) return
      const strands = await deps.strandsOf([...new Set(changes.map(({ strand }) => strand))])
      const rows = changes.flatMap(({ tag, strand, given }, place) =>
        [...new Set([strand, ...(strands.get(strand) ?? [])])].map((one) => ({ tag, strand: one, given, place })),
      )
      const asked = sql`json_to_recordset(${JSON.stringify(rows)}::json) as x(tag bigint, strand bigint, given boolean, place int)`
      // The last word about a tie counts: what it has already needs no call, unless the opposite is waiting or on its way.
      await sql`
        insert into carriers_mark (contact, userid, tag, given, due_at)
        select w.contact, w.userid, w.tag, w.given, ${new Date(deps.now())}::timestamptz
        from (
          select distinct on (r.contact, r.userid, t.id) r.contact, r.userid, r.tags, t.id as tag, x.given, g.direction
          from ${asked} join carriers_tag t on t.tag = x.tag
            join carriers_tag_group g on g.account = t.account and g.id = t.tag_group and g.direction in ('out', 'both')
            join carriers_contact c on c.account = t.account and c.strand = x.strand
            join carriers_relation r on r.contact = c.id and r.ended_at is null
          order by r.contact, r.userid, t.id, x.place desc) as w
        where exists (select from carriers_mark m where m.contact = w.contact and m.userid = w.userid and m.tag = w.tag)
          or (w.tag = any(w.tags)) <> w.given
          -- What a member has given came from there: it is not passed on to the others.
          and (not w.given or w.direction = 'out' or not exists (
            select from carriers_relation o where o.contact = w.contact and o.ended_at is null and w.tag = any(o.tags)))
        on conflict (contact, userid, tag) do update set given = excluded.given, due_at = excluded.due_at, attempts = 0,
          failed_at = null, error = null`.execute(tx.tables<TagTables>())
      kick()
    },
  }
}

/** Accounts that take nothing for now, and why: nothing more is asked of them in this look. */
type Halted = Map<string, Trouble>

interface Changes {
  readonly add: readonly string[]
  readonly remove: readonly string[]
}

/** Carries waiting marks to the platform, one call a tie. */
export class Marks {
  readonly #deps: Deps
  readonly #looking: Looking

  constructor(deps: Deps) {
    this.#deps = deps
    const failed = (error: unknown) =>
      deps.log.error({ error: error instanceof Error ? error.stack : error }, 'tags on their way to a platform')
    this.#looking = new Looking(() => this.work(), second, failed)
  }

  kick = () => this.#looking.kick()
  start = () => this.#looking.start()
  stop = () => this.#looking.stop()

  /** True = there may be more. */
  async work(): Promise<boolean> {
    const { postgres, now } = this.#deps
    const rows = await sql<MarkRow & { account: string; sealed: Buffer }>`
      update carriers_mark m set due_at = ${new Date(now() + 60 * second)}, attempts = attempts + 1
      from carriers_contact c where c.id = m.contact and m.id in (
        select w.id from carriers_mark w join carriers_contact o on o.id = w.contact
          join carriers_account a on a.id = o.account and a.off_at is null
        where w.failed_at is null and w.due_at <= ${new Date(now())}
        order by w.due_at limit ${batch} for update of w skip locked)
      returning m.*, c.account::text as account, c.sealed`.execute(postgres.tables<TagTables>())
    const ties = Map.groupBy(rows.rows, ({ contact, userid }) => `${contact} ${userid}`)
    const halted: Halted = new Map()
    for (const marks of ties.values()) {
      const trouble = halted.get(marks[0]?.account ?? '')
      if (trouble) await this.#later(marks, trouble)
      else await this.#mark(marks, halted)
    }
    return rows.rows.length === batch
  }

  async #mark(marks: readonly (MarkRow & { account: string; sealed: Buffer })[], halted: Halted) {
    const { postgres, vault, corpTags } = this.#deps
    const [first] = marks
    const account = first && (await findAccount(postgres.tables<CarrierTables>(), vault, first.account))
    if (!first || !account?.on) return
    const of = (given: boolean) => marks.filter((one) => one.given === given).map(({ tag }) => tag)
    const external = vault.open(first.sealed, externalContext)
    const tie = { userid: first.userid, external, add: of(true), remove: of(false) }
    const done = await corpTags.mark(account, tie)
    if (done.ok) return this.#settle(first, tie, marks)
    const { refusal } = done
    if (isOfAccount(refusal)) halted.set(first.account, refusal)
    if (waits(refusal)) await this.#later(marks, refusal)
    // Whom a member has no more needs no tag there.
    else if (refusal.meaning === 'gone') await this.#drop(postgres.tables<TagTables>(), marks)
    else await this.#fail(marks, lineOf(refusal))
  }

  /** No callback follows our own call: what it changed is written down here. */
  async #settle({ contact, userid }: MarkRow, { add, remove }: Changes, marks: readonly MarkRow[]) {
    await this.#deps.postgres.transaction(async (tx) => {
      const db = tx.tables<TagTables>()
      await sql`update carriers_relation set tags = array(
          select unnest(tags) except select unnest(${remove}::text[]) union select unnest(${add}::text[])),
          tags_at = ${new Date(this.#deps.now())}
        where contact = ${contact}::bigint and userid = ${userid}`.execute(db)
      await sql`update carriers_contact set told = array(
          select unnest(told) except select unnest(${remove}::text[]) union select unnest(${add}::text[]))
        where id = ${contact}::bigint`.execute(db)
      await this.#drop(db, marks)
    })
  }

  async #later(marks: readonly MarkRow[], refusal: Trouble) {
    const pause = pauseOf(Math.min(...marks.map(({ attempts }) => attempts)))
    const due_at = new Date(this.#deps.now() + Math.max(refusal.waitMs ?? 0, pause))
    await this.#set(marks, { due_at, error: lineOf(refusal) })
  }

  async #fail(marks: readonly MarkRow[], error: string) {
    await this.#set(marks, { failed_at: new Date(this.#deps.now()), error })
  }

  async #set(marks: readonly MarkRow[], set: Partial<MarkRow>) {
    const all = this.#deps.postgres.tables<TagTables>().updateTable('carriers_mark')
    await all.set(set).where(asClaimed(marks)).execute()
  }

  async #drop(db: TagDb, marks: readonly MarkRow[]) {
    await db.deleteFrom('carriers_mark').where(asClaimed(marks)).execute()
  }
}
