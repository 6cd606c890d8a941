import { sql } from 'kysely'
import type { Postgres } from '#platform/postgres/postgres'
import { movesOf, type Standing } from '../../core/tags.ts'
import type { Account } from '../accounts.ts'
import type { ListsTags, Tagging } from './ports.ts'
import type { TagDb, TagTables } from './tables.ts'

export interface IncomingDeps {
  readonly postgres: Postgres
  readonly tagging: Tagging
}

/** The corp's groups and tags as they are now; those that come in get a tag of ours of the same name. */
export async function syncTags(deps: IncomingDeps & { readonly corpTags: ListsTags }, account: Account) {
  const listed = await deps.corpTags.list(account)
  if (!listed.ok) return listed
  const { postgres, tagging } = deps
  await postgres.transaction(async (tx) => {
    const db = tx.tables<TagTables>()
    const groups = listed.value.map(({ id, name }) => ({ account: account.id, id, name }))
    const tags = listed.value.flatMap((group) =>
      group.tags.map(({ id, name }) => ({ account: account.id, id, name, tag_group: group.id, tag: null })),
    )
    await upsert(db, account.id, groups, tags)
  })
  const open = await postgres
    .tables<TagTables>()
    .selectFrom('carriers_tag as t')
    .innerJoin('carriers_tag_group as g', (on) =>
      on.onRef('g.account', '=', 't.account').onRef('g.id', '=', 't.tag_group'),
    )
    .select(['t.id', 't.name', 'g.name as group', 'g.direction'])
    .where('t.account', '=', account.id)
    .where('t.tag', 'is', null)
    .execute()
  for (const { id, name, group } of open.filter((one) => one.direction !== 'off')) {
    const tag = await tagging.named(group, name)
    await postgres
      .tables<TagTables>()
      .updateTable('carriers_tag')
      .set({ tag })
      .where('account', '=', account.id)
      .where('id', '=', id)
      .execute()
  }
  return listed
}

type Groups = readonly Pick<TagTables['carriers_tag_group'], 'account' | 'id' | 'name'>[]

async function upsert(db: TagDb, account: string, groups: Groups, tags: readonly TagTables['carriers_tag'][]) {
  const gone = (ids: readonly string[]) => sql<boolean>`not (id = any(${[...ids]}::text[]))`
  await db
    .deleteFrom('carriers_tag')
    .where('account', '=', account)
    .where(gone(tags.map(({ id }) => id)))
    .execute()
  await db
    .deleteFrom('carriers_tag_group')
    .where('account', '=', account)
    .where(gone(groups.map(({ id }) => id)))
    .execute()
  for (const group of groups)
    await db
      .insertInto('carriers_tag_group')
      .values(group)
      .onConflict((on) => on.columns(['account', 'id']).doUpdateSet({ name: group.name }))
      .execute()
  for (const tag of tags)
    await db
      .insertInto('carriers_tag')
      .values(tag)
      .onConflict((on) => on.columns(['account', 'id']).doUpdateSet({ name: tag.name, tag_group: tag.tag_group }))
      .execute()
}

/** Our tags by those of the account that come in. */
export async function comingTags(db: TagDb, account: string): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom('carriers_tag as t')
    .innerJoin('carriers_tag_group as g', (on) =>
      on.onRef('g.account', '=', 't.account').onRef('g.id', '=', 't.tag_group'),
    )
    .select(['t.id', 't.tag'])
    .where('t.account', '=', account)
    .where('g.direction', 'in', ['in', 'both'])
    .execute()
  return new Map(rows.flatMap(({ id, tag }) => (tag === null ? [] : [[id, tag] as const])))
}

/** Tells what the members' tags of these contacts come to: one that any member has given is the customer's. Returns of how many it changed. */
export async function tellTags({ postgres, tagging }: IncomingDeps, account: string, contacts: readonly string[]) {
  if (contacts.length === 0) return 0
  const db = postgres.tables<TagTables>()
  const rows = await sql<Standing<string>>`
    select c.id::text as key, c.strand::text as strand, c.told, array_agg(distinct t.id) filter (where t.id is not null) as now
    from carriers_contact c left join carriers_relation r on r.contact = c.id and r.ended_at is null
      left join lateral unnest(r.tags) as x(id) on true
      left join (carriers_tag t join carriers_tag_group g on g.account = t.account and g.id = t.tag_group
        and g.direction in ('in', 'both')) on t.account = c.account and t.id = x.id and t.tag is not null
    where c.id = any(${contacts}::bigint[]) and c.account = ${account}::bigint group by c.id`.execute(db)
  const { moves, changed } = movesOf(rows.rows, await comingTags(db, account))
  for (const { tag, given, strands } of moves) await tagging.give(tag, strands, given)
  if (changed.length === 0) return 0
  await sql`
    update carriers_contact c set told = ${nextTold}
    from json_to_recordset(${JSON.stringify(changed)}::json) as x(key bigint, given text[], taken text[])
    where c.id = x.key`.execute(db)
  return changed.length
}

/** Only what changed: what was carried out meanwhile stays told. */
export const nextTold = sql`array(select unnest(told) except select unnest(x.taken) union select unnest(x.given))`
