import { minute, second } from '#kit/time'
import { Looking } from '#platform/looking'
import { advance } from './advance.ts'
import { sendHandlers } from './handlers.ts'
import type { HostDeps } from './ports.ts'
import type { SendTables } from './tables.ts'

const atATime = 4
const lookEveryMs = second
/** Members confirm when they like: so often they are looked after. */
const againMs = minute
const afterTroubleMs = 30 * second

/** Takes sends on as they come due, several at a time: a long one holds up no other. */
export class SendHost {
  readonly #deps: HostDeps
  readonly #looking: Looking
  readonly #under = new Map<string, Promise<void>>()
  readonly #stopping = new AbortController()

  constructor(deps: HostDeps) {
    this.#deps = deps
    const failed = (error: unknown) =>
      deps.log.error({ error: error instanceof Error ? error.stack : error }, 'sends of carriers')
    this.#looking = new Looking(() => this.#look(), lookEveryMs, failed)
  }

  handlers() {
    return sendHandlers({ ...this.#deps, wake: () => this.#looking.kick() })
  }

  start() {
    this.#looking.start()
  }

  async stop() {
    this.#stopping.abort()
    await this.#looking.stop()
    await Promise.all(this.#under.values())
  }

  async #look(): Promise<boolean> {
    const { postgres, now } = this.#deps
    const free = atATime - this.#under.size
    if (free <= 0) return false
    let due = postgres
      .tables<SendTables>()
      .selectFrom('carriers_send')
      .select('id')
      .where('state', 'not in', ['done', 'stopped'])
      .where('look_at', '<=', new Date(now()))
    if (this.#under.size > 0) due = due.where('id', 'not in', [...this.#under.keys()])
    for (const { id } of await due.orderBy('look_at').limit(free).execute()) {
      const work = this.#advance(id).finally(() => {
        this.#under.delete(id)
        // Whatever waited for its place takes it.
        this.#looking.kick()
      })
      this.#under.set(id, work)
    }
    return false
  }

  async #advance(id: string) {
    const { log, postgres, now } = this.#deps
    const again = (inMs: number, error: string | null) =>
      postgres
        .tables<SendTables>()
        .updateTable('carriers_send')
        .set({ look_at: new Date(now() + inMs), error })
        .where('id', '=', id)
        .execute()
    try {
      await advance(this.#deps, id, this.#stopping.signal)
      await again(againMs, null)
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error)
      log.warn({ send: id, error: text }, 'send goes on later')
      await again(afterTroubleMs, text.slice(0, 500)).catch(() => undefined)
    }
  }
}
