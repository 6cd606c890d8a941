import { sql } from 'kysely'
import type { Outbox } from '#platform/outbox'
import type { Db, Postgres } from '#platform/postgres/postgres'
import type { GoneOrder } from '../index.ts'
import { announce } from './announce.ts'
import { dropParts } from './journal.ts'
import type { ShopTables } from './tables.ts'

export interface ShopErasingDeps {
  postgres: Postgres
  outbox: Outbox
}

/** Port: takes a source out of the ledger. */
export interface ShopErasing {
  /** Deletes every order of these sources with its lines and refunds. Returns how many. */
  eraseSources(sources: readonly string[]): Promise<number>
  /** Those of these people who have an order, as customer or inviter. */
  inLedger(persons: readonly string[]): Promise<readonly string[]>
}

const chunk = 500

export function shopErasing(deps: ShopErasingDeps): ShopErasing {
  return {
    async eraseSources(sources) {
      let erased = 0
      for (const source of sources) {
        for (let some = await eraseSome(deps, source); some > 0; some = await eraseSome(deps, source)) erased += some
      }
      deps.outbox.kick()
      return erased
    },
    async inLedger(persons) {
      const rows = await sql<{ person: string }>`
        select person from shop_order where person = any(${persons}::bigint[])
        union select inviter from shop_order where inviter = any(${persons}::bigint[])`.execute(
        deps.postgres.tables<ShopTables>(),
      )
      return rows.rows.map(({ person }) => person)
    },
  }
}

/** A piece at a time, each with its fact: a crash in between leaves a ledger that equals its copy. */
async function eraseSome({ postgres, outbox }: ShopErasingDeps, source: string): Promise<number> {
  return postgres.transaction(async (tx) => {
    const db = tx.tables<ShopTables>()
    await sql`select pg_advisory_xact_lock(hashtextextended(${`shop ${source}`}, 0))`.execute(db)
    const gone = await sql<GoneOrder>`
      delete from shop_order where id in (select id from shop_order where source = ${source} limit ${chunk})
      returning id, version, identity`.execute(db)
    const ids = gone.rows.map(({ id }) => id)
    await dropParts(db, ids)
    await sql`delete from shop_import_change where order_id = any(${ids}::bigint[])`.execute(db)
    const identities = [...new Set(gone.rows.flatMap(({ identity }) => identity ?? []))]
    await announce(outbox, tx, await ordersOf(db, identities), { gone: gone.rows, retold: identities })
    return ids.length
  })
}

/** Every order of these ids: when their people entered may have to be told anew. */
export async function ordersOf(db: Db<ShopTables>, identities: readonly string[]): Promise<string[]> {
  const rows = await sql<{ id: string }>`
    select id from shop_order where identity = any(${identities}::bigint[])`.execute(db)
  return rows.rows.map(({ id }) => id)
}
