import { minute, second } from '#kit/time'
import { Looking } from '#platform/looking'
import { advancePost } from './advance.ts'
import { postHandlers } from './handlers.ts'
import type { PostDeps } from './ports.ts'
import type { PostTables } from './tables.ts'

const lookEveryMs = second
/** Members confirm when they like: so often they are looked after. */
const againMs = 5 * minute
const afterTroubleMs = 30 * second

/** Takes moments and messages to chats on as they come due, one after the other. */
export class PostHost {
  readonly #deps: PostDeps
  readonly #looking: Looking
  readonly #stopping = new AbortController()

  constructor(deps: PostDeps) {
    this.#deps = deps
    const failed = (error: unknown) =>
      deps.log.error({ error: error instanceof Error ? error.stack : error }, 'posts of carriers')
    this.#looking = new Looking(() => this.#look(), lookEveryMs, failed)
  }

  handlers() {
    return postHandlers({ ...this.#deps, wake: () => this.#looking.kick() })
  }

  start() {
    this.#looking.start()
  }

  async stop() {
    this.#stopping.abort()
    await this.#looking.stop()
  }

  async #look(): Promise<boolean> {
    const { postgres, now } = this.#deps
    const due = await postgres
      .tables<PostTables>()
      .selectFrom('carriers_post')
      .select('id')
      .where('state', 'not in', ['done', 'stopped'])
      .where('look_at', '<=', new Date(now()))
      .orderBy('look_at')
      .limit(1)
      .executeTakeFirst()
    if (!due || this.#stopping.signal.aborted) return false
    await this.#advance(due.id)
    return true
  }

  async #advance(id: string) {
    const { log, postgres, now } = this.#deps
    const again = (inMs: number, error: string | null) =>
      postgres
        .tables<PostTables>()
        .updateTable('carriers_post')
        .set({ look_at: new Date(now() + inMs), error })
        .where('id', '=', id)
        .execute()
    try {
      await advancePost(this.#deps, id, this.#stopping.signal)
      await again(againMs, null)
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error)
      log.warn({ post: id, error: text }, 'post goes on later')
      await again(afterTroubleMs, text.slice(0, 500))
    }
  }
}

/** Pictures that nothing was made of. */
export async function sweepPictures({ postgres, now }: Pick<PostDeps, 'postgres' | 'now'>): Promise<void> {
  const db = postgres.tables<PostTables>()
  const used = await db.selectFrom('carriers_post').select('pictures').execute()
  const ids = used.flatMap(({ pictures }) => pictures)
  const old = db.deleteFrom('carriers_picture').where('made_at', '<', new Date(now() - 24 * 60 * minute))
  await (ids.length > 0 ? old.where('id', 'not in', ids) : old).execute()
}
