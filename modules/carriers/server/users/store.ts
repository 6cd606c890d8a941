import { sql } from 'kysely'
import type { Resolved } from '#modules/identity'
import type { Reach } from '#modules/people'
import type { CarrierDeps } from '../deps.ts'
import { aboutHash } from '../inbox.ts'
import { keepTies, tellPast } from '../ties.ts'
import type { UserDb, UserRow, UserTables } from './tables.ts'

export const openidContext = 'carriers_user.sealed'

export type UserDeps = Pick<CarrierDeps, 'postgres' | 'vault' | 'identities' | 'reached' | 'now'>

/** Somebody as an official account or a mini program knows them. */
export interface User {
  readonly openid: string
  readonly unionid: string | null
  /** Epoch ms. */
  readonly followedAt: number
  /** They do not follow any more: known since this moment (epoch ms). */
  readonly endedAt: number | null
  readonly scene: string | null
  /** Numbers of their tags there; absent = not told. */
  readonly tags?: readonly string[]
  /** Where they came from, by the code that they came by. */
  readonly source?: string | null
  /** A phone number that WeChat has proven. */
  readonly phone?: string
}

export interface Told {
  readonly account: string
  readonly appid: string
  /** Where people are said to be reached; null = having an openid reaches nobody. */
  readonly carrier: 'officialAccount' | null
  /** Epoch ms at which the platform was asked: what was learned later is not undone by it. */
  readonly askedAt: number
  /** They have just come: read again, whoever was erased stays gone. */
  readonly isNew: boolean
}

type Known = Resolved & { readonly identity: string; readonly strand: string }
type Before = Pick<UserRow, 'external' | 'followed_at' | 'ended_at' | 'synced_at'>

/** Users as the platform told of them: who they are, and since when they follow. Twice comes to the same. Returns who was taken. */
export async function storeUsers(
  deps: UserDeps,
  told: Told,
  users: readonly User[],
): Promise<readonly (Known | null)[]> {
  if (users.length === 0) return []
  const resolved = await deps.identities.resolve(users.map((one) => evidenceOf(told, one)))
  const known = resolved.map((one): Known | null =>
    one.strand === null || one.identity === null ? null : { ...one, strand: one.strand, identity: one.identity },
  )
  const reach = await deps.postgres.transaction((tx) => write(deps, tx.tables<UserTables>(), told, users, known))
  if (told.carrier !== null) {
    await deps.reached(reach)
    const externals = users.map(({ openid }) => aboutHash(deps, told.account, openid))
    await tellPast(deps, { account: told.account, externals, place: placeOf(told) })
  }
  return known
}

const evidenceOf = ({ account, appid, isNew }: Told, { openid, unionid, phone, followedAt }: User) => ({
  ...{ at: followedAt, trust: 'server' as const, origin: isNew ? `carrier:${account}` : `sync:carrier:${account}` },
  claims: [
    { type: `openid:${appid}`, value: openid },
    ...(unionid === null ? [] : [{ type: 'unionid', value: unionid }]),
    ...(phone === undefined ? [] : [{ type: 'phone', value: phone }]),
  ],
})

const placeOf =
  ({ appid }: Pick<Told, 'appid'>) =>
  () => ({ carrier: 'officialAccount' as const, account: appid })

const hex = (hash: Buffer) => hash.toString('hex')

const beginOf = (account: string, external: Buffer, { followedAt: at }: User) => ({
  ...{ account, external, member: '', kind: 'begin' as const, at },
})

/** Writes them, always in one order, so that two messages do not wait crosswise. Returns where they are reached now. */
async function write(
  deps: UserDeps,
  db: UserDb,
  told: Told,
  users: readonly User[],
  known: readonly (Known | null)[],
): Promise<Reach[]> {
  const { account, appid } = told
  const rows = users
    .flatMap((user, i) => {
      const one = known[i]
      // Somebody who was erased stays gone.
      return one ? [{ user, one, external: aboutHash(deps, account, user.openid) }] : []
    })
    .sort((a, b) => Buffer.compare(a.external, b.external))
  const hashes = rows.map(({ external }) => external)
  const held = await sql<Before>`select external, followed_at, ended_at, synced_at from carriers_user
    where account = ${account}::bigint and external = any(${hashes}::bytea[]) order by external for update`.execute(db)
  const before = new Map(held.rows.map((row) => [hex(row.external), row]))
  const reach: Reach[] = []
  for (const { user, one, external } of rows) {
    const was = before.get(hex(external))
    const ends = endsOf(told, user, was)
    const place = { strand: one.strand, identity: one.identity, carrier: 'officialAccount' as const, account: appid }
    const said = { ...place, source: user.source ?? null, owner: null }
    // They have come back without our being told that they were gone.
    if (was && !was.ended_at && was.followed_at.getTime() < ends.followedAt)
      reach.push({ ...said, startedAt: was.followed_at.getTime(), endedAt: ends.followedAt })
    reach.push({ ...said, startedAt: ends.followedAt, endedAt: ends.endedAt })
    await put(deps, db, told, { user, one, external, ends })
  }
  await keepTies(db, told.carrier === null ? [] : rows.map(({ user, external }) => beginOf(account, external, user)))
  return reach
}

/** Since when they follow and until when: what we learned after we had asked stays. */
function endsOf({ carrier, askedAt }: Told, user: User, was: Before | undefined) {
  // Of a mini program it is the first login.
  if (was && carrier === null) return { followedAt: was.followed_at.getTime(), endedAt: null }
  const isLater = was !== undefined && was.ended_at !== null && was.synced_at.getTime() > askedAt
  if (was && (isLater || was.followed_at.getTime() > user.followedAt))
    return { followedAt: was.followed_at.getTime(), endedAt: was.ended_at?.getTime() ?? null }
  return { followedAt: user.followedAt, endedAt: user.endedAt }
}

interface Put {
  readonly user: User
  readonly one: Known
  readonly external: Buffer
  readonly ends: { readonly followedAt: number; readonly endedAt: number | null }
}

async function put({ vault }: UserDeps, db: UserDb, { account, askedAt }: Told, { user, one, external, ends }: Put) {
  const now = {
    ...{ strand: one.strand, identity: one.identity, followed_at: new Date(ends.followedAt) },
    ended_at: ends.endedAt === null ? null : new Date(ends.endedAt),
    ended_by: ends.endedAt === null ? null : ('unseen' as const),
    synced_at: new Date(askedAt),
    ...(user.tags ? { tags: [...user.tags], tags_at: new Date(askedAt) } : {}),
  }
  const sealed = vault.seal(user.openid, openidContext)
  await db
    .insertInto('carriers_user')
    .values({ account, external, sealed, has_unionid: user.unionid !== null, scene: user.scene, ...now })
    .onConflict((on) =>
      on.columns(['account', 'external']).doUpdateSet({
        ...now,
        ended_by: sql`case when excluded.ended_at is null then null else coalesce(carriers_user.ended_by, 'unseen') end`,
        has_unionid: sql<boolean>`carriers_user.has_unionid or excluded.has_unionid`,
        scene: sql`coalesce(excluded.scene, carriers_user.scene)`,
        synced_at: sql<Date>`greatest(carriers_user.synced_at, excluded.synced_at)`,
        // What was carried there since we asked is not in the answer.
        tags: sql`case when carriers_user.tags_at > excluded.tags_at or excluded.tags_at is null then carriers_user.tags
          else excluded.tags end`,
        tags_at: sql`greatest(carriers_user.tags_at, excluded.tags_at)`,
      }),
    )
    .execute()
}

export interface Left {
  readonly account: string
  readonly appid: string
  readonly openid: string
  /** Epoch ms. */
  readonly at: number
}

/** Somebody has stopped following. False = nothing is known of them (yet). An old message does not end a newer tie. */
export async function endFollow(deps: UserDeps, { account, appid, openid, at }: Left): Promise<boolean> {
  const db = deps.postgres.tables<UserTables>()
  const external = aboutHash(deps, account, openid)
  await keepTies(db, [{ account, external, member: '', kind: 'end', at }])
  const users = db.selectFrom('carriers_user').selectAll().where('account', '=', account)
  const user = await users.where('external', '=', external).executeTakeFirst()
  if (!user) return false
  if (user.followed_at.getTime() > at || user.ended_by === 'customer') {
    await tellPast(deps, { account, externals: [external], place: placeOf({ appid }) })
    return true
  }
  await db
    .updateTable('carriers_user')
    .set({ ended_at: new Date(at), ended_by: 'customer', synced_at: new Date(deps.now()) })
    .where('account', '=', account)
    .where('external', '=', external)
    .execute()
  await db.deleteFrom('carriers_window').where('account', '=', account).where('external', '=', external).execute()
  const { strand, identity, followed_at } = user
  const place = { carrier: 'officialAccount' as const, account: appid, source: null, owner: null }
  await deps.reached([{ strand, identity, ...place, startedAt: followed_at.getTime(), endedAt: at }])
  return true
}

/** Ends what a whole list of followers did not name: they were lost without our being told. Returns how many. */
export async function endUnseenFollows(
  deps: UserDeps,
  { account, appid, askedAt }: { account: string; appid: string; askedAt: number },
): Promise<number> {
  const at = new Date(askedAt)
  const gone = await sql<Pick<UserRow, 'strand' | 'identity' | 'followed_at'>>`
    update carriers_user set ended_at = ${at}, ended_by = 'unseen', synced_at = ${at}
    where account = ${account}::bigint and ended_at is null and synced_at < ${at}
    returning strand, identity, followed_at`.execute(deps.postgres.tables<UserTables>())
  const place = { carrier: 'officialAccount' as const, account: appid, source: null, owner: null }
  await deps.reached(
    gone.rows.map(({ strand, identity, followed_at }) => ({
      ...{ strand, identity, ...place, startedAt: followed_at.getTime(), endedAt: askedAt },
    })),
  )
  return gone.rows.length
}

/** How many of them were read since. */
export async function countRead({ postgres }: Pick<UserDeps, 'postgres'>, account: string, since: number) {
  const row = await postgres
    .tables<UserTables>()
    .selectFrom('carriers_user')
    .select((e) => e.fn.countAll<string>().as('count'))
    .where('account', '=', account)
    .where('synced_at', '>=', new Date(since))
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}
