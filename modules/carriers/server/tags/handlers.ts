import { implement } from '@orpc/server'
import { sql } from 'kysely'
import { audit } from '#platform/audit'
import { nameOf, type RequestContext } from '#platform/http/context'
import type { Tx } from '#platform/postgres/postgres'
import type { Direction } from '../../core/tags.ts'
import { carrierTags } from '../../core/tagsContract.ts'
import { type Account, findAccount } from '../accounts.ts'
import type { CarrierDeps } from '../deps.ts'
import { refuseByPlatform, refuseCarrier } from '../problems.ts'
import type { CarrierTables } from '../tables.ts'
import { accountOf as accountOfKind } from '../users/find.ts'
import { tellFollowerTags } from './followers.ts'
import { syncTags, tellTags } from './incoming.ts'
import type { CorpTags, FollowerTags } from './ports.ts'
import type { TagTables } from './tables.ts'

type Deps = CarrierDeps & { readonly corpTags: CorpTags; readonly followerTags: FollowerTags }

/** The endpoints of a corp's tags. */
export function tagHandlers(deps: Deps) {
  const os = osOf()
  return os.router({
    list: os.list.handler(async ({ input }) => {
      await accountOf(deps, input.id)
      return { items: await groupsOf(deps, input.id) }
    }),
    direct: os.direct.handler(async ({ input, context }) => {
      await direct(deps, input, nameOf(context.actor))
      return { items: await groupsOf(deps, input.id) }
    }),
    ...followerEndpoints(deps, os),
  })
}

type Os = ReturnType<typeof osOf>
const osOf = () => implement(carrierTags).$context<RequestContext>()

/** Tags of followers are made, renamed and removed here; what a platform refuses is said as it says it. */
function followerEndpoints(deps: Deps, os: Os) {
  const at = async (id: string) => accountOfKind(deps, id, 'officialAccount')
  const write = (work: (tx: Tx) => Promise<void>) => deps.postgres.transaction(work)
  const shown = async (account: Account) => {
    const synced = await syncTags({ ...deps, corpTags: deps.followerTags }, account)
    if (!synced.ok) refuseByPlatform(synced.refusal)
    await tellFollowerTags(deps, account.id, null)
    return { items: await groupsOf(deps, account.id) }
  }
  return {
    create: os.create.handler(async ({ input: { id, name }, context }) => {
      const account = await at(id)
      const made = await deps.followerTags.create(account, name)
      if (!made.ok) refuseByPlatform(made.refusal)
      await write((tx) => audit(tx, nameOf(context.actor), 'carrier.tagMade', id, { name }))
      return shown(account)
    }),
    rename: os.rename.handler(async ({ input: { id, tag, name }, context }) => {
      const account = await at(id)
      const done = await deps.followerTags.rename(account, { id: tag, name })
      if (!done.ok) refuseByPlatform(done.refusal)
      await write((tx) => audit(tx, nameOf(context.actor), 'carrier.tagRenamed', id, { name }))
      return shown(account)
    }),
    remove: os.remove.handler(async ({ input: { id, tag }, context }) => {
      const account = await at(id)
      const rows = deps.postgres.tables<TagTables>().selectFrom('carriers_tag').select('name')
      const known = await rows.where('account', '=', id).where('id', '=', tag).executeTakeFirst()
      const done = await deps.followerTags.remove(account, tag)
      if (!done.ok) refuseByPlatform(done.refusal)
      const name = known?.name ?? tag
      await write((tx) => audit(tx, nameOf(context.actor), 'carrier.tagRemoved', id, { name }))
      return shown(account)
    }),
  }
}

const accountOf = async ({ postgres, vault }: Deps, id: string) =>
  (await findAccount(postgres.tables<CarrierTables>(), vault, id)) ?? refuseCarrier('no-such-account')

/** A group that comes in from now on brings what members have given until now. */
async function direct(
  deps: Deps,
  { id, group, direction }: { id: string; group: string; direction: Direction },
  by: string,
) {
  const account = await accountOf(deps, id)
  await deps.postgres.transaction(async (tx) => {
    const rows = await tx
      .tables<TagTables>()
      .updateTable('carriers_tag_group')
      .set({ direction })
      .where('account', '=', id)
      .where('id', '=', group)
      .returning('name')
      .execute()
    const [row] = rows
    if (!row) refuseCarrier('no-such-group')
    await audit(tx, by, 'carrier.tagsDirected', id, { name: row?.name, direction })
  })
  const isFollowers = account.kind === 'officialAccount'
  const synced = await syncTags({ ...deps, corpTags: isFollowers ? deps.followerTags : deps.corpTags }, account)
  if (!synced.ok) refuseByPlatform(synced.refusal)
  if (isFollowers) await tellFollowerTags(deps, id, null)
  else await tellAll(deps, id)
}

const page = 500

/** What the tags of all contacts come to now, page by page. */
async function tellAll(deps: Deps, account: string) {
  for (let after = '0'; ; ) {
    const rows = await deps.postgres
      .tables<CarrierTables>()
      .selectFrom('carriers_contact')
      .select('id')
      .where('account', '=', account)
      .where('id', '>', after)
      .orderBy('id')
      .limit(page)
      .execute()
    await tellTags(
      deps,
      account,
      rows.map(({ id }) => id),
    )
    after = rows.at(-1)?.id ?? after
    if (rows.length < page) return
  }
}

interface Row {
  group_id: string
  group_name: string
  direction: Direction
  id: string | null
  name: string
  tag: string | null
  ties: number
  waiting: number
  failed: number
}

async function groupsOf({ postgres }: Deps, account: string) {
  const rows = await sql<Row>`
    select g.id as group_id, g.name as group_name, g.direction, t.id, t.name, t.tag::text as tag,
      (select count(*)::int from carriers_relation r where r.account = g.account and r.ended_at is null and t.id = any(r.tags))
        + (select count(*)::int from carriers_user u where u.account = g.account and u.ended_at is null and t.id = any(u.tags)) as ties,
      (select count(*)::int from carriers_mark m join carriers_contact c on c.id = m.contact
        where c.account = g.account and m.tag = t.id and m.failed_at is null)
        + (select count(*)::int from carriers_user_mark m where m.account = g.account and m.tag = t.id and m.failed_at is null) as waiting,
      (select count(*)::int from carriers_mark m join carriers_contact c on c.id = m.contact
        where c.account = g.account and m.tag = t.id and m.failed_at is not null)
        + (select count(*)::int from carriers_user_mark m where m.account = g.account and m.tag = t.id and m.failed_at is not null) as failed
    from carriers_tag_group g left join carriers_tag t on t.account = g.account and t.tag_group = g.id
    where g.account = ${account}::bigint order by g.name, t.name`.execute(postgres.tables<TagTables>())
  return [...Map.groupBy(rows.rows, (row) => row.group_id)].map(([id, list]) => ({
    ...{ id, name: list[0]?.group_name ?? '', direction: list[0]?.direction ?? ('off' as const) },
    tags: list.flatMap(({ id: tagId, name, tag, ties, waiting, failed }) =>
      tagId === null ? [] : [{ id: tagId, name, tag, ties, waiting, failed }],
    ),
  }))
}
