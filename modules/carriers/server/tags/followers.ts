import { sql } from 'kysely'
import { type TagsGiven, tagsGiven } from '#modules/segments'
import type { Subscription } from '#platform/outbox'
import { movesOf, type Standing } from '../../core/tags.ts'
import type { CarrierDeps } from '../deps.ts'
import { comingTags, type IncomingDeps, nextTold } from './incoming.ts'
import type { TagTables } from './tables.ts'

interface Deps extends CarrierDeps {
  readonly strandsOf: (people: readonly string[]) => Promise<ReadonlyMap<string, readonly string[]>>
}

/** Tells what the platform's tags of these followers come to here. Returns of how many it changed. */
export async function tellFollowerTags(
  { postgres, tagging }: IncomingDeps,
  account: string,
  externals: readonly Buffer[],
): Promise<number> {
  const db = postgres.tables<TagTables>()
  const rows = await sql<Standing<string>>`
    select encode(u.external, 'hex') as key, u.strand::text as strand, u.told,
      array_agg(t.id) filter (where t.id is not null) as now
    from carriers_user u left join lateral unnest(u.tags) as x(id) on u.ended_at is null
      left join (carriers_tag t join carriers_tag_group g on g.account = t.account and g.id = t.tag_group
        and g.direction in ('in', 'both')) on t.account = u.account and t.id = x.id and t.tag is not null
    where u.account = ${account}::bigint and u.external = any(${[...externals]}::bytea[])
      and (u.told <> '{}' or u.tags <> '{}') group by u.account, u.external`.execute(db)
  const { moves, changed } = movesOf(rows.rows, await comingTags(db, account))
  for (const { tag, given, strands } of moves) await tagging.give(tag, strands, given)
  if (changed.length === 0) return 0
  await sql`
    update carriers_user u set told = ${nextTold}
    from json_to_recordset(${JSON.stringify(changed)}::json) as x(key text, given text[], taken text[])
    where u.account = ${account}::bigint and u.external = decode(x.key, 'hex')`.execute(db)
  return changed.length
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
      const rows = changes.flatMap(({ tag, strand, given }, place) =>
        [...new Set([strand, ...(strands.get(strand) ?? [])])].map((one) => ({ tag, strand: one, given, place })),
      )
      const asked = sql`json_to_recordset(${JSON.stringify(rows)}::json) as x(tag bigint, strand bigint, given boolean, place int)`
      // The last word counts: what is there already needs no call, unless the opposite is waiting or on its way.
      await sql`
        insert into carriers_user_mark (account, external, tag, given, due_at)
        select w.account, w.external, w.tag, w.given, ${new Date(deps.now())}::timestamptz
        from (
          select distinct on (u.account, u.external, t.id) u.account, u.external, u.tags, t.id as tag, x.given
          from ${asked} join carriers_tag t on t.tag = x.tag
            join carriers_tag_group g on g.account = t.account and g.id = t.tag_group and g.direction in ('out', 'both')
            join carriers_user u on u.account = t.account and u.strand = x.strand and u.ended_at is null
          order by u.account, u.external, t.id, x.place desc) as w
        where (w.tag = any(w.tags)) <> w.given or exists (
          select from carriers_user_mark m where m.account = w.account and m.external = w.external and m.tag = w.tag)
        on conflict (account, external, tag) do update set given = excluded.given, due_at = excluded.due_at, attempts = 0,
          failed_at = null, error = null`.execute(tx.tables<TagTables>())
      kick()
    },
  }
}
