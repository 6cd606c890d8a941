import { sql } from 'kysely'
import type { Postgres, Tx } from '#platform/postgres/postgres'
import type { UserTables } from './tables.ts'

/** Subscription messages of one template to one user. */
export interface CreditOf {
  readonly account: string
  readonly external: Buffer
  readonly template: string
}

/** What is left; nobody else changes it until the transaction ends. */
export async function creditsLeft(tx: Tx, { account, external, template }: CreditOf): Promise<number> {
  const db = tx.tables<UserTables>()
  const of = `carriers_credit ${account} ${external.toString('hex')} ${template}`
  await sql`select pg_advisory_xact_lock(hashtextextended(${of}, 0))`.execute(db)
  const row = await db
    .selectFrom('carriers_credit')
    .select((e) => e.fn.sum<string | null>('delta').as('left'))
    .where('account', '=', account)
    .where('external', '=', external)
    .where('template', '=', template)
    .executeTakeFirst()
  return Number(row?.left ?? 0)
}

/** Adds to what is left, once for the same `ref`. False = it was there, or the user is not known. */
export async function addCredit(tx: Tx, of: CreditOf, ref: string, delta: number, now: number): Promise<boolean> {
  const { account, external, template } = of
  const done = await sql`
    insert into carriers_credit (account, external, template, ref, delta, at)
    select account, external, ${template}, ${ref}, ${delta}, ${new Date(now)} from carriers_user
    where account = ${account}::bigint and external = ${external}
    on conflict do nothing returning 1`.execute(tx.tables<UserTables>())
  return done.rows.length > 0
}

/** The user takes none any more, whatever we counted. */
export async function clearCredits(tx: Tx, of: CreditOf, ref: string, now: number): Promise<void> {
  const left = await creditsLeft(tx, of)
  if (left !== 0) await addCredit(tx, of, ref, -left, now)
}

/** What was not sent after all counts as never taken. */
export async function takeCreditBack(tx: Tx, { account, external, template }: CreditOf, ref: string): Promise<void> {
  await tx
    .tables<UserTables>()
    .deleteFrom('carriers_credit')
    .where('account', '=', account)
    .where('external', '=', external)
    .where('template', '=', template)
    .where('ref', '=', ref)
    .execute()
}

/** What is left of a template by hash; whoever gave none is not in the answer. Nothing is held: for looking, not for taking. */
export async function creditsOf(
  postgres: Postgres,
  account: string,
  template: string,
  externals: readonly Buffer[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await sql<{ external: Buffer; left: number }>`
    select external, sum(delta)::int as left from carriers_credit
    where account = ${account}::bigint and template = ${template} and external = any(${externals}::bytea[])
    group by external`.execute(postgres.tables<UserTables>())
  return new Map(rows.rows.map(({ external, left }) => [external.toString('hex'), left]))
}
