import type { Outbox } from '#platform/outbox'
import type { Postgres } from '#platform/postgres/postgres'

export interface MoneyTables {
  carriers_money: {
    account: string
    kind: MoneyTold['kind']
    number: string
    state: string
    told_as: string
    amount: string
    at: Date
  }
}

/** A payment, refund or transfer has come to a state. */
export interface MoneyTold {
  readonly account: string
  readonly kind: 'payment' | 'refund' | 'transfer'
  /** Our number of it. */
  readonly number: string
  /** As the platform names it. */
  readonly state: string
  readonly toldAs: string
  /** Fen. */
  readonly amount: number
  /** Epoch ms. */
  readonly at: number
}

/** Fact on the outbox: money has come to a state. */
export const moneyTold = 'carriers.money'

/** Keeps what was told and publishes it, once for each state. */
export async function recordMoney(deps: { postgres: Postgres; outbox: Outbox }, told: MoneyTold): Promise<boolean> {
  const { account, kind, number, state, toldAs, amount, at } = told
  const isNew = await deps.postgres.transaction(async (tx) => {
    const row = { account, kind, number, state, told_as: toldAs, amount: String(amount), at: new Date(at) }
    const made = tx
      .tables<MoneyTables>()
      .insertInto('carriers_money')
      .values(row)
      .onConflict((on) => on.doNothing())
    if (!(await made.returning('number').executeTakeFirst())) return false
    await deps.outbox.publish(tx, moneyTold, told)
    return true
  })
  if (isNew) deps.outbox.kick()
  return isNew
}
