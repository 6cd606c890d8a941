import { implement } from '@orpc/server'
import { sql } from 'kysely'
import type { z } from 'zod'
import { minute } from '#kit/time'
import { audit } from '#platform/audit'
import { nameOf, type RequestContext } from '#platform/http/context'
import { isPicture } from '../../core/posts.ts'
import { type postSchema, posts } from '../../core/postsContract.ts'
import { refuseCarrier } from '../problems.ts'
import { customersSeeing, postPlan } from './plan.ts'
import type { PostDeps } from './ports.ts'
import { chatsOfPost, membersOfPost, shownPosts } from './shown.ts'
import { remindPost, stopPost } from './stop.ts'
import type { PostDb, PostTables } from './tables.ts'
import { beginVideo, growVideo } from './videos.ts'

/** So long it can be stopped before anything leaves. */
const hold = minute

export type PostHandlerDeps = PostDeps & {
  /** The post may go on now. */
  readonly wake: () => void
}

const osOf = () => implement(posts).$context<RequestContext>()

/** Pictures and videos that wait to be shown. */
const mediaEndpoints = (deps: PostDeps, os: ReturnType<typeof osOf>) => ({
  addPicture: os.addPicture.handler(({ input, context }) => addPicture(deps, input, nameOf(context.actor))),
  addVideo: os.addVideo.handler(({ input, context }) => beginVideo(deps, input, nameOf(context.actor))),
  growVideo: os.growVideo.handler(({ input }) => growVideo(deps, input)),
})

/** The endpoints of moments and of messages to chats. */
export function postHandlers(deps: PostHandlerDeps) {
  const os = osOf()
  const one = async (id: string) =>
    (await shownPosts(deps, { ids: [id], limit: 1 }))[0] ?? refuseCarrier('no-such-post')
  return os.router({
    list: os.list.handler(async ({ input: { kind, cursor, limit } }) => {
      const rows = await shownPosts(deps, { kind, below: cursor, limit: limit + 1 })
      const items = rows.slice(0, limit)
      const last = items.at(-1)
      return rows.length > limit && last ? { items, next: last.id } : { items }
    }),
    get: os.get.handler(({ input }) => one(input.id)),
    preview: os.preview.handler(async ({ input }) => {
      const { account, staff, chats } = await postPlan(deps, input, deps.now())
      const open = chats.filter(({ isFull }) => !isFull).map(({ id }) => id)
      const who = { staff, tags: input.tags, chats: input.kind === 'chats' ? open : null }
      const customers = await customersSeeing(deps, account.id, who)
      return { members: staff.length, customers, chats: open.length, full: chats.length - open.length }
    }),
    create: os.create.handler(async ({ input, context }) => {
      const id = await create(deps, input, nameOf(context.actor))
      deps.wake()
      return one(id)
    }),
    ...mediaEndpoints(deps, os),
    stop: os.stop.handler(async ({ input, context }) => {
      await stopPost(deps, input.id, nameOf(context.actor))
      return one(input.id)
    }),
    remind: os.remind.handler(({ input, context }) => remindPost(deps, input.id, nameOf(context.actor))),
    members: os.members.handler(async ({ input }) => {
      await one(input.id)
      return { items: await membersOfPost(deps, input.id) }
    }),
    chats: os.chats.handler(async ({ input }) => {
      await one(input.id)
      return { items: await chatsOfPost(deps, input.id) }
    }),
  })
}

async function addPicture(
  { postgres, now }: PostDeps,
  given: { type: 'image/jpeg' | 'image/png'; data: string },
  by: string,
) {
  const bytes = Buffer.from(given.data, 'base64')
  if (!isPicture(given.type, bytes)) return refuseCarrier('no-picture')
  const values = { type: given.type, bytes, made_by: by, made_at: new Date(now()) }
  const all = postgres.tables<PostTables>().insertInto('carriers_picture').values(values).returning('id')
  return all.executeTakeFirstOrThrow()
}

/** @throws where it is not all here yet */
async function wholeVideo(db: PostDb, id: string) {
  const all = db.selectFrom('carriers_picture').select('id').where('id', '=', id).where('type', '=', 'video/mp4')
  const found = await all.where(sql<boolean>`length(bytes) = size`).executeTakeFirst()
  if (!found) refuseCarrier('video-unknown')
}

async function create(deps: PostDeps, given: z.output<typeof postSchema>, by: string): Promise<string> {
  const asked = given.startAt === undefined ? 0 : Date.parse(given.startAt)
  const startAt = new Date(Math.max(asked, deps.now() + hold))
  const { account, staff, chats } = await postPlan(deps, given, startAt.getTime())
  if (staff.length === 0) return refuseCarrier('nobody-to-post')
  const { kind, name, text, link = null, pictures, video = null, tags } = given
  return deps.postgres.transaction(async (tx) => {
    const db = tx.tables<PostTables>()
    const known =
      pictures.length > 0
        ? await db.selectFrom('carriers_picture').select('id').where('id', 'in', pictures).execute()
        : []
    if (known.length < new Set(pictures).size) refuseCarrier('no-picture')
    if (video !== null) await wholeVideo(db, video)
    const { id } = await db
      .insertInto('carriers_post')
      .values({
        ...{ account: account.id, kind, name, text, pictures, video, tags: kind === 'moments' ? tags : [] },
        ...{ link: link === null ? null : (JSON.stringify(link) as never), state: 'held', job: null, moment: null },
        ...{ start_at: startAt, look_at: startAt, asked_at: null, ended_at: null, error: null },
        ...{ made_by: by, made_at: new Date(deps.now()) },
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await sql`insert into carriers_post_unit (post, userid, state)
      select ${id}::bigint, u, 'planned' from unnest(${[...staff]}::text[]) as u`.execute(db)
    await sql`insert into carriers_post_chat (post, chat, userid, state, at)
      select ${id}::bigint, t.chat, t.owner, case when t.is_full then 'full' else 'planned' end, ${startAt}
      from unnest(${chats.map((one) => one.id)}::bigint[], ${chats.map(({ owner }) => owner)}::text[],
        ${chats.map(({ isFull }) => isFull)}::boolean[]) as t(chat, owner, is_full)`.execute(db)
    await audit(tx, by, 'post.planned', id, { kind, name, members: staff.length, chats: chats.length })
    return id
  })
}
