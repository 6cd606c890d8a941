import { sql } from 'kysely'
import { day } from '#kit/time'
import type { Vault } from '#platform/crypto'
import type { Fact, Subscription } from '#platform/outbox'
import { patience } from '../core/attempts.ts'
import { partsOf, type Tellable, type Told } from '../core/facts.ts'
import type { OutletDb, OutletTables } from './tables.ts'

/** Deliveries are kept so long, and a webhook that is off collects what it misses so long. */
export const kept = 30 * day

export interface TellDeps {
  readonly facts: readonly Tellable[]
  readonly vault: Vault
  readonly now: () => number
}

/** Writes a delivery for every webhook that hears of a fact, in the transaction that takes the fact off the outbox. */
export function tellFacts(deps: TellDeps): Subscription {
  return {
    consumer: 'outlet',
    topics: [...new Set(deps.facts.map(({ topic }) => topic))],
    async handle(tx, given) {
      const db = tx.tables<OutletTables>()
      const heard = await factsHeard(db)
      const wanted = deps.facts.filter(({ name }) => heard.has(name))
      if (wanted.length === 0) return
      for (const fact of given) await write(db, deps, wanted, fact)
    },
  }
}

async function factsHeard(db: OutletDb): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ fact: string }>`
    select distinct unnest(facts) as fact from outlet_webhook`.execute(db)
  return new Set(rows.map(({ fact }) => fact))
}

async function write(db: OutletDb, { vault, now }: TellDeps, wanted: readonly Tellable[], fact: Fact) {
  const at = now()
  const timestamp = new Date(at).toISOString()
  const parts = partsOf(wanted, fact.topic, fact.payload).map((part) => {
    const told: Told = { type: part.fact, timestamp, data: { items: part.items } }
    return {
      ...{ fact: part.fact, items: part.items.length, persons: part.persons, body: JSON.stringify(told) },
      // The same for every webhook and however often it is made; two installations share none.
      message: `msg_${vault.hash(`outlet ${fact.id} ${part.key}`).toString('hex')}`,
    }
  })
  if (parts.length === 0) return
  await sql`
    insert into outlet_delivery
      (webhook, message, fact, body, items, persons, state, why, created_at, due_at, deadline)
    select w.id, p.message, p.fact, p.body, p.items, p.persons,
      case when w.off_at is null then 'waiting' else 'failed' end, case when w.off_at is null then null else 'off' end,
      ${new Date(at)}, ${new Date(at)}, ${new Date(at + patience)}
    from outlet_webhook w
    join jsonb_to_recordset(${JSON.stringify(parts)}::jsonb)
      as p(message text, fact text, body text, items int, persons bigint[]) on p.fact = any(w.facts)
    where w.off_at is null or w.off_at > ${new Date(at - kept)}
    for key share of w
    on conflict (webhook, message) do nothing`.execute(db)
}
