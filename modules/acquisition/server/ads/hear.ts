import { sql } from 'kysely'
import { z } from 'zod'
import { day } from '#kit/time'
import { type CodeAdded, codeAdded } from '#modules/carriers'
import type { Fact, Subscription } from '#platform/outbox'
import type { Db } from '#platform/postgres/postgres'
import type { AdsDeps } from './deps.ts'
import type { AdTables } from './tables.ts'

const ordersChanged = 'shop.ordersChanged'
const orderFact = z.object({
  orders: z.array(
    z.object({
      ...{ id: z.string(), person: z.string().nullable(), paidAt: z.number(), net: z.number() },
      ...{ state: z.string(), part: z.boolean() },
    }),
  ),
})

/** No platform takes what is older. */
const oldest = 30 * day

/** What may be told to platforms is written down as it is heard; what became of money that was given back is not told. */
export const hearConversions = ({ now }: Pick<AdsDeps, 'now'>, kick: () => void): Subscription => ({
  consumer: 'acquisition.ads',
  topics: [ordersChanged, codeAdded],
  async handle(tx, facts) {
    const db = tx.tables<AdTables>()
    const { rows } = await sql`select 1 from acquisition_ad_account where off_at is null limit 1`.execute(db)
    if (rows.length === 0) return
    for (const fact of facts) {
      if (fact.topic === ordersChanged) await hearOrders(db, fact, now())
      else await hearAdd(db, fact.payload as CodeAdded, now())
    }
    kick()
  },
})

async function hearOrders(db: Db<AdTables>, { payload }: Fact, now: number) {
  for (const { id, person, paidAt, net, state, part } of orderFact.parse(payload).orders) {
    const key = `order:${id}`
    if (part || net <= 0 || state === 'refunded') {
      await sql`delete from acquisition_ad_due where key = ${key}`.execute(db)
      await sql`update acquisition_conversion set state = 'refunded', click = null, next_at = null
        where key = ${key} and state = 'waiting'`.execute(db)
    } else if (state === 'counted' && person !== null && paidAt > now - oldest)
      await due(db, { key, event: 'order', person, at: paidAt, amount: net })
  }
}

async function hearAdd(db: Db<AdTables>, { id, key, strand, addedAt, leftAt, known }: CodeAdded, now: number) {
  if (leftAt !== null || known || addedAt < now - oldest) return
  // The visit may not know yet whose it is: its number goes along.
  const visit = /^go:(\d+)$/.exec(key ?? '')?.[1] ?? ''
  await due(db, { key: `add:${id}:${visit}`, event: 'add', person: strand, at: addedAt, amount: 0 })
}

interface Due {
  readonly key: string
  readonly event: 'add' | 'order'
  readonly person: string
  readonly at: number
  readonly amount: number
}

/** Told again it is the same; one that was looked at already is in the conversions. */
const due = (db: Db<AdTables>, { key, event, person, at, amount }: Due) =>
  sql`insert into acquisition_ad_due (key, event, person, at, amount)
    select ${key}, ${event}, ${person}::bigint, ${new Date(at)}, ${amount}
    where not exists (select 1 from acquisition_conversion where key = ${key}) on conflict do nothing`.execute(db)
