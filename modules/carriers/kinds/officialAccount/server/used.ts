import { sql } from 'kysely'
import { day, hour } from '#kit/time'
import type { HostDeps } from '../../../server/sends/ports.ts'
import type { SendTables } from '../../../server/sends/tables.ts'

type Deps = Pick<HostDeps, 'postgres' | 'now'>

/** WeChat counts by the clock of China, whatever the zone of the workspace. */
const china = 8 * hour

/** How many of today's messages of an account went, or are on their way, by a way. */
export async function usedToday({ postgres, now }: Deps, account: string, way: string): Promise<number> {
  const midnight = Math.floor((now() + china) / day) * day - china
  const rows = await sql<{ used: number }>`
    select count(*)::int as used from carriers_send_person p join carriers_send s on s.id = p.send
    where p.at >= ${new Date(midnight)} and p.state in ('planned', 'leaving', 'sent', 'delivered', 'unsure')
      and s.ways->(p.way::int)->>'way' = ${way} and s.ways->(p.way::int)->>'account' = ${account}`.execute(
    postgres.tables<SendTables>(),
  )
  return rows.rows[0]?.used ?? 0
}

/** By hash, how many messages of a way somebody got, or is about to get, in the month of a moment. */
export async function usedInMonth(
  { postgres }: Pick<Deps, 'postgres'>,
  { account, way, at }: { account: string; way: string; at: number },
  externals: readonly Buffer[],
): Promise<ReadonlyMap<string, number>> {
  const local = new Date(at + china)
  const [y, m] = [local.getUTCFullYear(), local.getUTCMonth()]
  const [from, to] = [Date.UTC(y, m, 1) - china, Date.UTC(y, m + 1, 1) - china]
  const rows = await sql<{ external: Buffer; used: number }>`
    select p.external, count(*)::int as used from carriers_send_person p join carriers_send s on s.id = p.send
    where p.external = any(${externals}::bytea[]) and p.at >= ${new Date(from)} and p.at < ${new Date(to)}
      and p.state in ('planned', 'asked', 'sent', 'delivered', 'unsure')
      and s.ways->(p.way::int)->>'way' = ${way} and s.ways->(p.way::int)->>'account' = ${account}
    group by p.external`.execute(postgres.tables<SendTables>())
  return new Map(rows.rows.map(({ external, used }) => [external.toString('hex'), used]))
}
