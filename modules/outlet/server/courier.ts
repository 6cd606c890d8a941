import type { Vault } from '#platform/crypto'
import type { Outcome, Outgoing } from '#platform/http/outgoing'
import type { Log } from '#platform/log'
import type { Postgres } from '#platform/postgres/postgres'
import { type Claimed, claimDue, recordAttempt } from './attempt.ts'
import { secretsAt, signedHeaders } from './secrets.ts'
import type { OutletTables } from './tables.ts'

export interface CourierDeps {
  readonly postgres: Postgres
  readonly vault: Vault
  readonly outgoing: Outgoing
  readonly log: Log
  readonly now: () => number
  /** In [0, 1). */
  readonly random: () => number
}

/** On their way to one webhook at a time: a slow one holds up its own and nobody else's. */
const atATime = 4
const timeoutMs = 15_000
/** After so long an attempt of which nothing was heard counts as lost with its process. */
const leaseMs = 60_000
const lookEveryMs = 500

/** Carries deliveries to their webhooks as they come due. Several processes share the work by claiming rows. */
export class Courier {
  readonly #deps: CourierDeps
  readonly #busy = new Map<string, number>()
  readonly #under = new Set<Promise<void>>()
  #running = false
  #kicked = false
  #wake: (() => void) | undefined
  #loop: Promise<void> = Promise.resolve()

  constructor(deps: CourierDeps) {
    this.#deps = deps
  }

  start() {
    this.#running = true
    this.#loop = this.#run()
  }

  /** Takes no more up and waits for what is on its way. */
  async stop() {
    this.#running = false
    this.kick()
    await this.#loop
    await Promise.all(this.#under)
  }

  /** Something may be due now. */
  kick() {
    this.#kicked = true
    this.#wake?.()
  }

  async #run() {
    while (this.#running) {
      this.#kicked = false
      await this.#look().catch((error: unknown) => this.#deps.log.error({ error: String(error) }, 'deliveries'))
      if (!this.#kicked) await this.#rest()
    }
  }

  async #rest() {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, lookEveryMs)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    this.#wake = undefined
  }

  async #look() {
    const { postgres, now } = this.#deps
    const at = now()
    const claim = { at, lease: at + leaseMs, atATime, busy: Object.fromEntries(this.#busy) }
    for (const row of await claimDue(postgres.tables<OutletTables>(), claim)) {
      this.#count(row.webhook, 1)
      const under = this.#attempt(row)
        .catch((error: unknown) => this.#deps.log.error({ delivery: row.id, error: String(error) }, 'delivery'))
        .finally(() => {
          this.#count(row.webhook, -1)
          this.#under.delete(under)
          this.kick()
        })
      this.#under.add(under)
    }
  }

  #count(webhook: string, by: number) {
    const left = (this.#busy.get(webhook) ?? 0) + by
    if (left > 0) this.#busy.set(webhook, left)
    else this.#busy.delete(webhook)
  }

  async #attempt(row: Claimed) {
    const { vault, outgoing, postgres, now, random } = this.#deps
    const at = now()
    const headers = {
      ...signedHeaders(secretsAt(vault, row, at), row.message, at, row.body),
      ...{ 'content-type': 'application/json; charset=utf-8', 'user-agent': 'Siyu-Webhooks' },
      'accept-encoding': 'identity',
    }
    const began = performance.now()
    const outcome = await outgoing.post(row.url, { headers, body: row.body, timeoutMs })
    const answer = { ...readable(outcome), ms: Math.round(performance.now() - began) }
    await postgres.transaction((tx) => recordAttempt(tx, row, answer, { at: now(), roll: random() }))
  }
}

/** The outcome of a call as it is kept. */
function readable(outcome: Outcome) {
  if (outcome.kind === 'answered') {
    const { status, text, retryAfter } = outcome
    return { status, text, error: null, retryAfter }
  }
  const error = outcome.kind === 'refused' ? outcome.why : outcome.why === 'timeout' ? 'timeout' : outcome.detail
  return { status: null, text: '', error, retryAfter: null }
}
