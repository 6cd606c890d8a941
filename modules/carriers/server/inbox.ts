import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { day, second } from '#kit/time'
import { Looking } from '#platform/looking'
import { type Account, openAccount } from './accounts.ts'
import type { Adapter, Applied, Message, Opened } from './adapter.ts'
import type { CarrierDeps } from './deps.ts'
import type { AccountRow, CarrierTables, InboxRow } from './tables.ts'
import { sweepTies } from './ties.ts'

export const bodyContext = 'carriers_inbox.body'
/** Messages a look takes up, and how many of them are worked on at a time. */
const batch = 64
const atATime = 8
const leaseMs = 60 * second
const lookEveryMs = 500
/** After so many tries that broke off or were put off, a message is given up; the pauses then sum to some hours. */
const mostAttempts = 12
const keptDays = 30

type Deps = Pick<CarrierDeps, 'postgres' | 'vault' | 'log' | 'now'>

/** Whom a message is about, to be found again at an erasure. */
export const aboutHash = ({ vault }: Pick<Deps, 'vault'>, account: string, external: string): Buffer =>
  vault.hash(`carriers.about ${account} ${external}`)

/** What platforms told us: kept before it is answered, applied from the store by whichever process claims it, in any order. */
export class Inbox {
  readonly #deps: Deps
  readonly #adapters: ReadonlyMap<string, Adapter>
  readonly #looking: Looking
  readonly #urgent = new Set<Promise<void>>()

  constructor(deps: Deps, adapters: readonly Adapter[]) {
    this.#deps = deps
    this.#adapters = new Map(adapters.map((one) => [one.kind, one]))
    this.#looking = new Looking(
      () => this.work(),
      lookEveryMs,
      (error) => deps.log.error({ error: error instanceof Error ? error.stack : error }, 'inbox of carriers'),
    )
  }

  start() {
    this.#looking.start()
  }

  async stop() {
    await this.#looking.stop()
    await Promise.all(this.#urgent)
  }

  adapterOf(account: Account): Adapter {
    const adapter = this.#adapters.get(account.kind)
    if (!adapter) throw new Error(`no adapter for ${account.kind}`)
    return adapter
  }

  /** Keeps a message; false = it was there already. What is urgent in it begins at once, nobody waits for it. */
  async keep(account: Account, opened: Opened): Promise<boolean> {
    const { postgres, vault, now } = this.#deps
    const receivedAt = now()
    const rows = await postgres
      .tables<CarrierTables>()
      .insertInto('carriers_inbox')
      .values({
        account: account.id,
        digest: createHash('sha256').update(opened.text).digest().subarray(0, 16),
        event: opened.event,
        about: opened.about === null ? null : aboutHash(this.#deps, account.id, opened.about),
        body: vault.seal(opened.text, bodyContext),
        state: 'waiting',
        received_at: new Date(receivedAt),
        due_at: new Date(receivedAt + (opened.waitMs ?? 0)),
        ...{ lease_until: null, done_at: null, error: null },
      })
      .onConflict((on) => on.columns(['account', 'digest']).doNothing())
      .returning('id')
      .execute()
    const id = rows[0]?.id
    if (id === undefined) return false
    this.#beginUrgent({ id, account, text: opened.text, receivedAt, attempts: 0 })
    this.#looking.kick()
    return true
  }

  #beginUrgent(message: Message) {
    const work = this.adapterOf(message.account)
      .urgent?.(message)
      .catch((error: unknown) => this.#deps.log.error({ message: message.id, error: String(error) }, 'urgent callback'))
    if (!work) return
    this.#urgent.add(work)
    void work.finally(() => this.#urgent.delete(work))
  }

  /** Applies what is due; true = there may be more. */
  async work(): Promise<boolean> {
    const claimed = await this.#claim()
    const waiting = [...claimed]
    const worker = async () => {
      for (let row = waiting.shift(); row; row = waiting.shift()) await this.#attempt(row)
    }
    await Promise.all(Array.from({ length: atATime }, worker))
    return claimed.length === batch
  }

  async #claim(): Promise<(InboxRow & { owner: AccountRow })[]> {
    const { postgres, now } = this.#deps
    const db = postgres.tables<CarrierTables>()
    const at = new Date(now())
    const rows = await sql<InboxRow>`
      update carriers_inbox set lease_until = ${new Date(now() + leaseMs)}, attempts = attempts + 1
      where id in (
        select id from carriers_inbox where state = 'waiting' and due_at <= ${at}
          and (lease_until is null or lease_until < ${at})
        order by due_at limit ${batch} for update skip locked)
      returning *`.execute(db)
    if (rows.rows.length === 0) return []
    const ids = [...new Set(rows.rows.map(({ account }) => account))]
    const accounts = await db.selectFrom('carriers_account').selectAll().where('id', 'in', ids).execute()
    const byId = new Map(accounts.map((one) => [one.id, one]))
    return rows.rows.flatMap((row) => {
      const owner = byId.get(row.account)
      return owner ? [{ ...row, owner }] : []
    })
  }

  async #attempt({ owner, ...row }: InboxRow & { owner: AccountRow }) {
    const { vault, log } = this.#deps
    try {
      const account = openAccount(vault, owner)
      const text = vault.open(row.body, bodyContext)
      const message = { id: row.id, account, text, receivedAt: row.received_at.getTime(), attempts: row.attempts - 1 }
      await this.#end(row, await this.adapterOf(account).apply(message))
    } catch (error) {
      log.error({ message: row.id, error: error instanceof Error ? error.stack : error }, 'callback not applied')
      const why = error instanceof Error ? error.message : String(error)
      await this.#end(row, { kind: 'later', inMs: pauseOf(row.attempts), why })
    }
  }

  async #end({ id, attempts }: InboxRow, applied: Applied) {
    const { postgres, now } = this.#deps
    const given = applied.kind === 'later' && attempts >= mostAttempts
    const at = new Date(now())
    const error = 'why' in applied ? applied.why.slice(0, 500) : null
    // It may have to be known again: the digest stays.
    const body = 'forget' in applied && applied.forget ? { body: this.#deps.vault.seal('', bodyContext) } : {}
    const set =
      applied.kind === 'later' && !given
        ? { due_at: new Date(now() + applied.inMs), lease_until: null, error }
        : { state: given ? ('failed' as const) : asState(applied), done_at: at, lease_until: null, error, ...body }
    await postgres.tables<CarrierTables>().updateTable('carriers_inbox').set(set).where('id', '=', id).execute()
  }
}

const asState = ({ kind }: Applied) => (kind === 'later' ? 'failed' : kind)

/** 1 s, 2 s, 4 s … an hour. */
export const pauseOf = (attempts: number): number => Math.min(3600, 2 ** (attempts - 1)) * second

/** Drops messages whose time is over. They are known again by their digest for so long; older ones are refused at the door. */
export async function sweepInbox({ postgres, now }: Pick<Deps, 'postgres' | 'now'>): Promise<void> {
  await postgres
    .tables<CarrierTables>()
    .deleteFrom('carriers_inbox')
    .where('state', '<>', 'waiting')
    .where('received_at', '<', new Date(now() - keptDays * day))
    .execute()
  await sweepTies(postgres.tables<CarrierTables>(), new Date(now() - keptDays * day))
}
