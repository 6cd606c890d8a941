import { minute, second } from '#kit/time'
import { Looking } from '#platform/looking'
import { advanceTransfer } from './advance.ts'
import { transferHandlers } from './handlers.ts'
import type { TransferDeps } from './ports.ts'
import type { TransferTables } from './tables.ts'

const lookEveryMs = second
/** Customers have a day: so often it is looked after. */
const againMs = 10 * minute
const afterTroubleMs = 30 * second

/** Takes hand-overs on as they come due, one after the other. */
export class TransferHost {
  readonly #deps: TransferDeps
  readonly #looking: Looking
  readonly #stopping = new AbortController()

  constructor(deps: TransferDeps) {
    this.#deps = deps
    const failed = (error: unknown) =>
      deps.log.error({ error: error instanceof Error ? error.stack : error }, 'hand-overs of carriers')
    this.#looking = new Looking(() => this.#look(), lookEveryMs, failed)
  }

  handlers() {
    return transferHandlers({ ...this.#deps, wake: () => this.#looking.kick() })
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
      .tables<TransferTables>()
      .selectFrom('carriers_transfer')
      .select('id')
      .where('state', '<>', 'done')
      .where('look_at', '<=', new Date(now()))
      .where((e) => e.or([e('state', '<>', 'stopped'), e('ended_at', 'is', null)]))
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
        .tables<TransferTables>()
        .updateTable('carriers_transfer')
        .set({ look_at: new Date(now() + inMs), error })
        .where('id', '=', id)
        .execute()
    try {
      await advanceTransfer(this.#deps, id, this.#stopping.signal)
      await again(againMs, null)
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error)
      log.warn({ transfer: id, error: text }, 'hand-over goes on later')
      await again(afterTroubleMs, text.slice(0, 500))
    }
  }
}
