import { sql } from 'kysely'
import { ok, type Result } from '#kit/result'
import { minute } from '#kit/time'
import type { Vault } from '#platform/crypto'
import type { Postgres } from '#platform/postgres/postgres'
import type { Trouble } from '../core/trouble.ts'
import type { CarrierTables } from './tables.ts'

/** What a platform gave. */
export interface Fetched {
  readonly token: string
  readonly seconds: number
}

type Fetch = () => Promise<Result<Fetched, Trouble>>

const context = 'carriers_token.sealed'
/** Renewed so long before its end: what is under way then still gets through. */
const early = 5 * minute

/**
 * Tokens and tickets of platforms, one for all processes: whoever finds it worn out fetches a new one while the others wait
 * for theirs. A platform that counts calls, or lets a new token end the old one, sees one call.
 */
export class Tokens {
  readonly #deps: { postgres: Postgres; vault: Vault; now: () => number }
  readonly #cached = new Map<string, { token: string; until: number }>()
  readonly #fetching = new Map<string, Promise<Result<string, Trouble>>>()

  constructor(deps: { postgres: Postgres; vault: Vault; now: () => number }) {
    this.#deps = deps
  }

  /** @param worn the token that was refused: never given again */
  async get(account: string, name: string, fetch: Fetch, worn?: string): Promise<Result<string, Trouble>> {
    const key = `${account} ${name}`
    const cached = this.#cached.get(key)
    if (cached && cached.token !== worn && cached.until > this.#deps.now()) return ok(cached.token)
    const running = this.#fetching.get(key) ?? this.#renew(account, name, fetch, worn)
    this.#fetching.set(key, running)
    try {
      return await running
    } finally {
      this.#fetching.delete(key)
    }
  }

  async #renew(
    account: string,
    name: string,
    fetch: Fetch,
    worn: string | undefined,
  ): Promise<Result<string, Trouble>> {
    const { postgres, vault, now } = this.#deps
    return postgres.transaction(async (tx) => {
      const db = tx.tables<CarrierTables>()
      await sql`select pg_advisory_xact_lock(hashtextextended(${`carriers token ${account} ${name}`}, 0))`.execute(db)
      const row = await db
        .selectFrom('carriers_token')
        .selectAll()
        .where('account', '=', account)
        .where('name', '=', name)
        .executeTakeFirst()
      const known = row && { token: vault.open(row.sealed, context), until: row.expires_at.getTime() - early }
      if (known && known.token !== worn && known.until > now()) return this.#keep(account, name, known)
      const fetched = await fetch()
      if (!fetched.ok) return fetched
      const { token, seconds } = fetched.value
      const until = now() + seconds * 1000
      const sealed = vault.seal(token, context)
      await db
        .insertInto('carriers_token')
        .values({ account, name, sealed, expires_at: new Date(until), fetched_at: new Date(now()) })
        .onConflict((on) =>
          on
            .columns(['account', 'name'])
            .doUpdateSet({ sealed, expires_at: new Date(until), fetched_at: new Date(now()) }),
        )
        .execute()
      // A short-lived one is used for half of its life at least.
      return this.#keep(account, name, { token, until: until - Math.min(early, (seconds * 1000) / 2) })
    })
  }

  #keep(account: string, name: string, known: { token: string; until: number }): Result<string, Trouble> {
    this.#cached.set(`${account} ${name}`, known)
    return ok(known.token)
  }

  /** The account's credentials are others now. */
  async forget(account: string): Promise<void> {
    for (const key of this.#cached.keys()) if (key.startsWith(`${account} `)) this.#cached.delete(key)
    await this.#deps.postgres
      .tables<CarrierTables>()
      .deleteFrom('carriers_token')
      .where('account', '=', account)
      .execute()
  }
}
