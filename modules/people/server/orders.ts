import { sql } from 'kysely'
import { z } from 'zod'
import type { Outbox, Subscription } from '#platform/outbox'
import type { Db } from '#platform/postgres/postgres'
import { peopleChanged } from '../index.ts'
import { type EntryRow, recordEntries, reviseEntries } from './entries.ts'
import type { PeopleTables } from './tables.ts'

const orderFact = z.object({
  orders: z.array(
    z.object({
      identity: z.string().nullable(),
      person: z.string().nullable(),
      paidAt: z.number(),
      net: z.number(),
      gross: z.number(),
      sourceKind: z.string(),
      inviterPerson: z.string().nullish(),
      channel: z.string().nullish(),
    }),
  ),
  retold: z.array(z.string()).optional(),
})
type OrderFact = z.output<typeof orderFact>

/** A first private order is an entry (OP3): also a zero-yuan one and a later refunded one, never an unlinked refund. */
export function hearOrders(outbox: Outbox, goLiveAt: () => Promise<number>): Subscription {
  return {
    consumer: 'people.entries',
    topics: ['shop.ordersChanged'],
    async handle(tx, facts) {
      const db = tx.tables<PeopleTables>()
      const goLive = await goLiveAt()
      const changed = new Set<string>()
      let rows: EntryRow[] = []
      const store = async () => {
        for (const id of await recordEntries(db, rows, goLive)) changed.add(id)
        rows = []
      }
      for (const fact of facts) {
        const { orders, retold } = orderFact.parse(fact.payload)
        if (retold) {
          // What was told before about these ids goes; what is left of their orders follows in this fact.
          await store()
          for (const id of await forgetOrders(db, retold, goLive)) changed.add(id)
        }
        rows.push(...orders.flatMap(proofOf))
      }
      await store()
      if (changed.size > 0) await outbox.publish(tx, peopleChanged, { ids: [...changed] })
    },
  }
}

function proofOf(order: OrderFact['orders'][number]): EntryRow[] {
  const {
    person,
    identity,
    paidAt: at,
    sourceKind,
    gross,
    inviterPerson: inviter = null,
    channel: source = null,
  } = order
  if (!person || !identity || sourceKind !== 'private' || gross < 0) return []
  return [{ person, identity, kind: 'order', at, inviter, source }]
}

/** The fact tells every order that is left of an id beside those that are gone, so its proof is made anew. */
async function forgetOrders(db: Db<PeopleTables>, identities: readonly string[], goLiveAt: number): Promise<string[]> {
  const dropped = await sql<{ person: string }>`
    delete from people_entry where kind = 'order' and identity = any(${identities}::bigint[]) returning person`.execute(
    db,
  )
  return reviseEntries(db, [...new Set(dropped.rows.map(({ person }) => person))], goLiveAt)
}
