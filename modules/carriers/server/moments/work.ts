import { minute } from '#kit/time'
import { lineOf, type Trouble } from '../../core/trouble.ts'
import type { Account } from '../accounts.ts'
import type { ChatPort, Content, MomentPort, PostDeps } from './ports.ts'
import type { PostRow, PostTables, PostUnitRow } from './tables.ts'

/** A post under way, with the ports of its platform. */
export interface Work {
  readonly post: PostRow
  readonly account: Account
  readonly ports: { readonly moments: MomentPort; readonly chats: ChatPort }
  readonly signal: AbortSignal
}

/** What was asked for shows up in the platform's lists a little later. */
export const isYoung = ({ now }: PostDeps, askedAt: Date | null) => (askedAt?.getTime() ?? 0) > now() - 2 * minute

export async function contentOf({ postgres }: PostDeps, { text, link, pictures, video }: PostRow): Promise<Content> {
  const all = postgres.tables<PostTables>().selectFrom('carriers_picture').selectAll()
  const ids = [...pictures, ...(video === null ? [] : [video])]
  const found = ids.length > 0 ? await all.where('id', 'in', ids).execute() : []
  const byId = new Map(found.map((one) => [one.id, one]))
  const shown = { text, link, pictures: pictures.flatMap((id) => byId.get(id) ?? []) }
  return { ...shown, video: byId.get(video ?? '') ?? null }
}

/** Nothing of it was lost: a post never leaves without its pictures or its video. */
export const isWhole = ({ pictures, video }: PostRow, content: Content) =>
  content.pictures.length === pictures.length && (video === null || content.video !== null)

/** Why such a post failed; as what platforms say, in the language of the staff. */
export const contentLost = '内容里的图片或视频已经不在了，请重新新建'

type PostChange = Partial<Omit<PostTables['carriers_post'], 'id'>>

/** Only onwards, and not once somebody has stopped it. */
export async function setPost({ postgres }: PostDeps, id: string, change: PostChange) {
  const all = postgres.tables<PostTables>().updateTable('carriers_post').set(change)
  await all.where('id', '=', id).where('state', 'not in', ['stopped', 'done']).execute()
}

export async function unitsOf({ postgres }: PostDeps, post: string): Promise<PostUnitRow[]> {
  const all = postgres.tables<PostTables>().selectFrom('carriers_post_unit').selectAll()
  return all.where('post', '=', post).orderBy('userid').execute()
}

type UnitChange = Partial<Omit<PostUnitRow, 'post' | 'userid'>>

export async function setUnits({ postgres }: PostDeps, post: string, userids: readonly string[], change: UnitChange) {
  if (userids.length === 0) return
  const all = postgres.tables<PostTables>().updateTable('carriers_post_unit').set(change)
  await all
    .where('post', '=', post)
    .where('userid', 'in', [...userids])
    .execute()
}

export async function isStopped({ postgres }: PostDeps, id: string): Promise<boolean> {
  const all = postgres.tables<PostTables>().selectFrom('carriers_post').select('state')
  return (await all.where('id', '=', id).executeTakeFirst())?.state === 'stopped'
}

export const thrown = (trouble: Trouble) => new Error(lineOf(trouble))
