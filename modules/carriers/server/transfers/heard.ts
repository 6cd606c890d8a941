import { sql } from 'kysely'
import type { CarrierDeps } from '../deps.ts'
import { aboutHash } from '../inbox.ts'
import type { CarrierTables } from '../tables.ts'

/** A platform says by itself that somebody does not go over; whose customer it names them, the old one's or the new one's, it leaves open. Of what was not asked for here it says nothing to us. */
export async function hearRefusal(
  deps: Pick<CarrierDeps, 'postgres' | 'vault' | 'now'>,
  of: { account: string; userid: string; external: string; state: 'refused' | 'full'; at: number },
): Promise<void> {
  const hash = aboutHash(deps, of.account, of.external)
  const db = deps.postgres.tables<CarrierTables>()
  await sql`
    with heard as (
      update carriers_transfer_customer t set state = ${of.state}, ended_at = ${new Date(of.at)}
      from carriers_contact c, carriers_transfer f
      where c.id = t.contact and c.external = ${hash} and c.account = ${of.account}::bigint and f.id = t.transfer
        and ${of.userid} in (t.taker, f.giver) and t.state in ('asking', 'waiting') and t.asked_at <= ${new Date(deps.now())}
      returning t.transfer)
    update carriers_transfer set look_at = ${new Date(deps.now())} where id in (select transfer from heard)`.execute(db)
}
