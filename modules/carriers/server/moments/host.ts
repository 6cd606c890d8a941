import { sql } from 'kysely'
import { minute } from '#kit/time'
import { DueHost } from '../dueHost.ts'
import { advancePost } from './advance.ts'
import type { PostDeps } from './ports.ts'
import type { PostTables } from './tables.ts'

/** Takes moments and messages to chats on as they come due; members confirm when they like. */
export const postHost = (deps: PostDeps) =>
  new DueHost(deps, {
    ...{ table: 'carriers_post', isOpen: sql`state not in ('done', 'stopped')`, atATime: 2, againMs: 5 * minute },
    advance: (id, signal) => advancePost(deps, id, signal),
  })

/** Pictures that nothing was made of. */
export async function sweepPictures({ postgres, now }: Pick<PostDeps, 'postgres' | 'now'>): Promise<void> {
  const db = postgres.tables<PostTables>()
  const used = await db.selectFrom('carriers_post').select(['pictures', 'video']).execute()
  const ids = used.flatMap(({ pictures, video }) => [...pictures, ...(video === null ? [] : [video])])
  const old = db.deleteFrom('carriers_picture').where('made_at', '<', new Date(now() - 24 * 60 * minute))
  await (ids.length > 0 ? old.where('id', 'not in', ids) : old).execute()
}
