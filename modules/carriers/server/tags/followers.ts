import { sql } from 'kysely'
import { second } from '#kit/time'
import { type TagsGiven, tagsGiven } from '#modules/segments'
import { Looking } from '#platform/looking'
import type { Subscription } from '#platform/outbox'
import { callsOf } from '../../core/followerTags.ts'
import { changeOf } from '../../core/tags.ts'
import { lineOf, passes, type Trouble } from '../../core/trouble.ts'
import { findAccount } from '../accounts.ts'
import type { CarrierDeps } from '../deps.ts'
import { pauseOf } from '../inbox.ts'
import type { CarrierTables } from '../tables.ts'
import { openidContext } from '../users/store.ts'
import type { IncomingDeps } from './incoming.ts'
import type { FollowerTags } from './ports.ts'
import type { TagTables } from './tables.ts'

interface Deps extends CarrierDeps {
  readonly followerTags: FollowerTags
  readonly strandsOf: (people: readonly string[]) => Promise<ReadonlyMap<string, readonly string[]>>
}

const batch = 500
const mostAttempts = 12

interface Standing {
  external: Buffer
  strand: string
  told: string[]
  now: string[] | null
}

/** Tells what the platform's tags of these followers come to here. @param externals null = of all of the account */
export async function tellFollowerTags(
  { postgres, tagging }: IncomingDeps,
  account: string,
  externals: readonly Buffer[] | null,
) {
  const db = postgres.tables<TagTables>()
  const rows = await sql<Standing>`
    select u.external, u.strand::text as strand, u.told, array_agg(t.id) filter (where t.id is not null) as now
    from carriers_user u left join lateral unnest(u.tags) as x(id) on u.ended_at is null
      left join (carriers_tag t join carriers_tag_group g on g.account = t.account and g.id = t.tag_group
        and g.direction in ('in', 'both')) on t.account = u.account and t.id = x.id and t.tag is not null
    where u.account = ${account}::bigint
      and (${externals === null} or u.external = any(${[...(externals ?? [])]}::bytea[]))
      and (u.told <> '{}' or u.tags <> '{}') group by u.account, u.external`.execute(db)
  const ours = await db.selectFrom('carriers_tag').select(['id', 'tag']).where('account', '=', account).execute()
  const tagOf = new Map(ours.flatMap(({ id, tag }) => (tag === null ? [] : [[id, tag] as const])))
  const moves = new Map<string, { tag: string; given: boolean; strands: string[] }>()
  const changed = rows.rows.flatMap(({ external, strand, told, now }) => {
    const { given, taken } = changeOf(told, now ?? [])
    for (const [id, isGiven] of [
      ...given.map((one) => [one, true] as const),
      ...taken.map((one) => [one, false] as const),
    ]) {
      const tag = tagOf.get(id)
      const key = `${id} ${isGiven}`
      if (tag) moves.set(key, { tag, given: isGiven, strands: [...(moves.get(key)?.strands ?? []), strand] })
    }
    return given.length + taken.length === 0 ? [] : [{ external, now: now ?? [] }]
  })
  for (const { tag, given, strands } of moves.values()) await tagging.give(tag, strands, given)
  for (const { external, now } of changed)
    await sql`update carriers_user set told = ${now}::text[] where account = ${account}::bigint
      and external = ${external}`.execute(db)
}

/** Tags given or taken here are given to whoever follows, or taken, where their group goes out. */
export function hearFollowerTags(deps: Deps, kick: () => void): Subscription {
  return {
    consumer: 'carriers.followerTags',
    topics: [tagsGiven],
    async handle(tx, facts) {
      const changes = facts.flatMap(({ payload }) => (payload as TagsGiven).tags)
      if (changes.length === 0) return
      const strands = await deps.strandsOf([...new Set(changes.map(({ strand }) => strand))])
      const rows = changes.flatMap(({ tag, strand, given }) =>
        [...new Set([strand, ...(strands.get(strand) ?? [])])].map((one) => ({ tag, strand: one, given })),
      )
      const asked = sql`json_to_recordset(${JSON.stringify(rows)}::json) as x(tag bigint, strand bigint, given boolean)`
      await sql`
        insert into carriers_user_mark (account, external, tag, given, due_at)
        select distinct on (u.account, u.external, t.id) u.account, u.external, t.id, x.given, ${new Date(deps.now())}::timestamptz
        from ${asked} join carriers_tag t on t.tag = x.tag
          join carriers_tag_group g on g.account = t.account and g.id = t.tag_group and g.direction in ('out', 'both')
          join carriers_user u on u.account = t.account and u.strand = x.strand and u.ended_at is null
        where (t.id = any(u.tags)) <> x.given
        on conflict (account, external, tag) do update set given = excluded.given, due_at = excluded.due_at, attempts = 0,
          failed_at = null, error = null`.execute(tx.tables<TagTables>())
      kick()
    },
  }
}

interface Mark {
  id: string
  account: string
  external: Buffer
  tag: string
  given: boolean
  attempts: number
  sealed: Buffer
}

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
        select id from carriers_user_mark where failed_at is null and due_at <= ${new Date(now())}
        order by due_at limit ${batch} for update skip locked)
      returning m.id::text as id, m.account::text as account, m.external, m.tag, m.given, m.attempts, u.sealed`.execute(
      postgres.tables<TagTables>(),
    )
    for (const same of Map.groupBy(rows, ({ account, tag, given }) => `${account} ${tag} ${given}`).values())
      for (const call of callsOf(same)) await this.#give(call)
    return rows.length === batch
  }

  async #give(marks: readonly Mark[]): Promise<void> {
    const { postgres, vault, followerTags } = this.#deps
    const [first] = marks
    const account = first && (await findAccount(postgres.tables<CarrierTables>(), vault, first.account))
    if (!first || !account?.on) return
    const openids = marks.map(({ sealed }) => vault.open(sealed, openidContext))
    const got = await followerTags.give(account, first.tag, openids, first.given)
    if (got.ok) return this.#settle(marks)
    const { refusal } = got
    if (passes(refusal) && first.attempts < mostAttempts) return this.#later(marks, refusal)
    // One of them may be to blame: each by itself.
    if (marks.length > 1) {
      for (const one of marks) await this.#give([one])
      return
    }
    // Whoever follows no more needs no tag there.
    if (refusal.meaning === 'gone') await this.#drop(marks)
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
      await sql`update carriers_user set tags = ${next('tags')}, told = ${next('told')}
        where account = ${first.account}::bigint
          and external = any(${marks.map(({ external }) => external)}::bytea[])`.execute(db)
      await sql`delete from carriers_user_mark where id = any(${marks.map(({ id }) => id)}::bigint[])`.execute(db)
    })
  }

  async #later(marks: readonly Mark[], refusal: Trouble) {
    await this.#set(marks, {
      due_at: new Date(this.#deps.now() + pauseOf(marks[0]?.attempts ?? 1)),
      error: lineOf(refusal),
    })
  }

  async #fail(marks: readonly Mark[], refusal: Trouble) {
    await this.#set(marks, { failed_at: new Date(this.#deps.now()), error: lineOf(refusal) })
  }

  async #set(marks: readonly Mark[], set: { due_at?: Date; failed_at?: Date; error: string }) {
    const ids = marks.map(({ id }) => id)
    const all = this.#deps.postgres.tables<TagTables>().updateTable('carriers_user_mark')
    await all.set(set).where('id', 'in', ids).execute()
  }

  async #drop(marks: readonly Mark[]) {
    const ids = marks.map(({ id }) => id)
    await this.#deps.postgres.tables<TagTables>().deleteFrom('carriers_user_mark').where('id', 'in', ids).execute()
  }
}
