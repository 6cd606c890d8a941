import { sql } from 'kysely'
import { second } from '#kit/time'
import { linkQuotaTold } from '#modules/carriers'
import type { Subscription } from '#platform/outbox'
import { alarmOf } from '../../core/paid/alarm.ts'
import type { PaidDeps } from './deps.ts'
import type { PaidTables, QuotaRow } from './tables.ts'

/** What an addition costs at first, in fen: about what the platform asks. */
const usualPrice = 100
const usualLow = 100
/** Read so lately it is not asked for again. */
const fresh = 5 * second

/** Asks what is left of an account, unless that was just done. */
export async function readQuota(deps: PaidDeps, account: string, isUrgent = false): Promise<void> {
  const db = deps.postgres.tables<PaidTables>()
  const known = await db
    .selectFrom('acquisition_paid_quota')
    .selectAll()
    .where('account', '=', account)
    .executeTakeFirst()
  if (!isUrgent && known && known.read_at.getTime() > deps.now() - fresh) return
  const got = await deps.paidLinks.quota(account)
  if (!got.ok) {
    // Nobody has bought any: there is nothing to tell.
    if (!known) return
    const error = 'line' in got.refusal ? got.refusal.line : got.refusal.why
    await db.updateTable('acquisition_paid_quota').set({ error }).where('account', '=', account).execute()
    return
  }
  const { total, balance, expiring } = got.value
  const values = {
    total,
    balance,
    expiring: JSON.stringify(expiring) as never,
    read_at: new Date(deps.now()),
    error: null,
  }
  await db
    .insertInto('acquisition_paid_quota')
    .values({ account, ...values, low_at: usualLow, price: usualPrice })
    .onConflict((on) => on.column('account').doUpdateSet(values))
    .execute()
}

/** Every account that has links. */
export async function readQuotas(deps: PaidDeps, isUrgent = false): Promise<void> {
  const { rows } = await sql<{ account: string }>`
    select distinct account::text as account from acquisition_paid_link`.execute(deps.postgres.tables<PaidTables>())
  for (const { account } of rows) await readQuota(deps, account, isUrgent)
}

/** The platform tells when it is low or used up: then it is read at once, and links lead elsewhere. */
export const hearQuota = (deps: PaidDeps): Subscription => ({
  consumer: 'acquisition.quota',
  topics: [linkQuotaTold],
  async handle(_tx, facts) {
    const accounts = new Set(facts.map(({ payload }) => (payload as { account: string }).account))
    for (const account of accounts) await readQuota(deps, account, true)
  },
})

export async function quotasShown(deps: PaidDeps) {
  const names = new Map((await deps.accounts()).map(({ account, name }) => [account, name]))
  const rows = await deps.postgres
    .tables<PaidTables>()
    .selectFrom('acquisition_paid_quota')
    .selectAll()
    .orderBy('account')
    .execute()
  return rows.map((row) => shown(row, names.get(row.account) ?? row.account, deps.now()))
}

const shown = (row: QuotaRow, name: string, now: number) => ({
  ...{ account: row.account, name, total: row.total, balance: row.balance, used: Math.max(0, row.total - row.balance) },
  expiring: row.expiring.map(({ at, count }) => ({ at: new Date(at).toISOString(), count })),
  ...{ lowAt: row.low_at, price: row.price, readAt: row.read_at.toISOString(), error: row.error },
  alarm: alarmOf({ balance: row.balance, lowAt: row.low_at, expiring: row.expiring }, now),
})

/** Accounts of which little or nothing is left, the emptiest first. */
export async function quotaTroubles(deps: PaidDeps) {
  const all = await quotasShown(deps)
  return all
    .flatMap(({ account, name, balance, alarm }) => (alarm === null ? [] : [{ account, name, balance, alarm }]))
    .toSorted((one, other) => one.balance - other.balance)
}
