import { sql } from 'kysely'
import type { Vault } from '#platform/crypto'
import type { Postgres, Tx } from '#platform/postgres/postgres'
import { type Answerable, answerable, type WindowTrigger } from '../../core/windows.ts'
import { aboutHash } from '../inbox.ts'
import type { UserTables } from './tables.ts'

interface Deps {
  readonly postgres: Postgres
  readonly vault: Vault
}

/** The customer did something that lets the account answer. False = nothing is known of them (yet). Told twice or late it opens nothing anew. */
export async function openWindow(
  { postgres, vault }: Deps,
  { account, openid, trigger, at }: { account: string; openid: string; trigger: WindowTrigger; at: number },
): Promise<boolean> {
  const done = await sql`
    insert into carriers_window as w (account, external, trigger, opened_at)
    select account, external, ${trigger}, ${new Date(at)} from carriers_user
    where account = ${account}::bigint and external = ${aboutHash({ vault }, account, openid)}
    on conflict (account, external, trigger) do update
      set opened_at = greatest(w.opened_at, excluded.opened_at),
        used = case when excluded.opened_at > w.opened_at then 0 else w.used end
    returning 1`.execute(postgres.tables<UserTables>())
  return done.rows.length > 0
}

export interface Asked {
  readonly account: string
  readonly external: Buffer
  readonly quotas: Readonly<Record<WindowTrigger, number>>
  readonly now: number
}

/** What may be answered now; the rows are held until the transaction ends. */
export async function windowsOf(tx: Tx, { account, external, quotas, now }: Asked): Promise<Answerable> {
  const rows = await tx
    .tables<UserTables>()
    .selectFrom('carriers_window')
    .selectAll()
    .where('account', '=', account)
    .where('external', '=', external)
    .orderBy('trigger')
    .forUpdate()
    .execute()
  const windows = rows.map(({ trigger, opened_at, used }) => ({ trigger, openedAt: opened_at.getTime(), used }))
  return answerable(windows, quotas, now)
}

/** Takes one answer; null = none may be given. */
export const takeAnswer = ({ postgres }: Pick<Deps, 'postgres'>, asked: Asked): Promise<WindowTrigger | null> =>
  postgres.transaction(async (tx) => {
    const { next } = await windowsOf(tx, asked)
    if (next !== null) await add(tx, asked, next, 1)
    return next
  })

/** The answer was not given after all. */
export const giveAnswerBack = ({ postgres }: Pick<Deps, 'postgres'>, asked: Asked, trigger: WindowTrigger) =>
  postgres.transaction((tx) => add(tx, asked, trigger, -1))

async function add(tx: Tx, { account, external }: Asked, trigger: WindowTrigger, by: number) {
  await sql`update carriers_window set used = greatest(0, used + ${by}) where account = ${account}::bigint
    and external = ${external} and trigger = ${trigger}`.execute(tx.tables<UserTables>())
}

/** The platform counts otherwise: nothing is left in what is open. */
export async function closeWindows({ postgres }: Pick<Deps, 'postgres'>, { account, external }: Asked) {
  await postgres
    .tables<UserTables>()
    .deleteFrom('carriers_window')
    .where('account', '=', account)
    .where('external', '=', external)
    .execute()
}

/** What may be answered now, by hash; whoever has no window is not in the answer. Nothing is held: for looking, not for taking. */
export async function windowsThere(
  { postgres }: Pick<Deps, 'postgres'>,
  { account, externals, quotas, now }: Omit<Asked, 'external'> & { readonly externals: readonly Buffer[] },
): Promise<ReadonlyMap<string, Answerable>> {
  const rows = await postgres
    .tables<UserTables>()
    .selectFrom('carriers_window')
    .selectAll()
    .where('account', '=', account)
    .where('external', 'in', [...externals, Buffer.alloc(0)])
    .execute()
  const byUser = Map.groupBy(rows, ({ external }) => external.toString('hex'))
  return new Map(
    [...byUser].map(([external, own]) => {
      const windows = own.map(({ trigger, opened_at, used }) => ({ trigger, openedAt: opened_at.getTime(), used }))
      return [external, answerable(windows, quotas, now)]
    }),
  )
}
