import { implement } from '@orpc/server'
import { sql } from 'kysely'
import { audit } from '#platform/audit'
import { nameOf, type RequestContext } from '#platform/http/context'
import type { Tx } from '#platform/postgres/postgres'
import type { StartTask } from '#platform/tasks/kind'
import type { Direction } from '../../core/tags.ts'
import { carrierTags } from '../../core/tagsContract.ts'
import { type Account, findAccount } from '../accounts.ts'
import type { CarrierDeps } from '../deps.ts'
import { refuseByPlatform, refuseCarrier } from '../problems.ts'
import type { CarrierTables } from '../tables.ts'
import { accountOf as accountOfKind } from '../users/find.ts'
import { syncTags } from './incoming.ts'
import type { CorpTags, FollowerTags } from './ports.ts'
import type { TagTables } from './tables.ts'

type Deps = CarrierDeps & {
  readonly corpTags: CorpTags
  readonly followerTags: FollowerTags
  readonly startTask: StartTask
}

/** The endpoints of a corp's tags. */
export function tagHandlers(deps: Deps) {
  const os = osOf()
  return os.router({
    list: os.list.handler(async ({ input }) => {
      await accountOf(deps, input.id)
      return { items: await groupsOf(deps, input.id) }
    }),
    direct: os.direct.handler(async ({ input, context }) => {
      await direct(deps, input, context)
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

/** A group that comes in from now on brings what was given until now: told in the background, for they may be many. */
async function direct(
  deps: Deps,
  { id, group, direction }: { id: string; group: string; direction: Direction },
  context: RequestContext,
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
    await audit(tx, nameOf(context.actor), 'carrier.tagsDirected', id, { name: row?.name, direction })
  })
  const isFollowers = account.kind === 'officialAccount'
  const synced = await syncTags({ ...deps, corpTags: isFollowers ? deps.followerTags : deps.corpTags }, account)
  if (!synced.ok) refuseByPlatform(synced.refusal)
  await deps.startTask('carriers.tags', { account: id }, context)
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
  const of = sql`${account}::bigint`
  const rows = await sql<Row>`
    with had as (
      select id, count(*)::int as ties from (
        select unnest(tags) as id from carriers_relation where account = ${of} and ended_at is null
        union all select unnest(tags) from carriers_user where account = ${of} and ended_at is null) as x group by id),
    marks as (
      select tag, count(*) filter (where failed_at is null)::int as waiting, count(failed_at)::int as failed from (
        select m.tag, m.failed_at from carriers_mark m join carriers_contact c on c.id = m.contact where c.account = ${of}
        union all select tag, failed_at from carriers_user_mark where account = ${of}) as x group by tag)
    select g.id as group_id, g.name as group_name, g.direction, t.id, t.name, t.tag::text as tag,
      coalesce(h.ties, 0) as ties, coalesce(m.waiting, 0) as waiting, coalesce(m.failed, 0) as failed
    from carriers_tag_group g left join carriers_tag t on t.account = g.account and t.tag_group = g.id
      left join had h on h.id = t.id left join marks m on m.tag = t.id
    where g.account = ${of} order by g.name, t.name`.execute(postgres.tables<TagTables>())
  return [...Map.groupBy(rows.rows, (row) => row.group_id)].map(([id, list]) => ({
    ...{ id, name: list[0]?.group_name ?? '', direction: list[0]?.direction ?? ('off' as const) },
    tags: list.flatMap(({ id: tagId, name, tag, ties, waiting, failed }) =>
      tagId === null ? [] : [{ id: tagId, name, tag, ties, waiting, failed }],
    ),
  }))
}
