import { sql } from 'kysely'
import type { CarrierDeps } from './deps.ts'
import { keepAdds } from './given/adds.ts'
import type { CarrierTables } from './tables.ts'

interface Seen {
  readonly account: string
  readonly corp: string
  readonly userid: string
  /** Epoch ms at which the list was begun. */
  readonly askedAt: number
}

/** Ends the ties of a member that a whole list did not name: they were lost without our being told. Returns how many. */
export async function endUnseen(
  deps: Pick<CarrierDeps, 'postgres' | 'reached' | 'outbox'>,
  { account, corp, userid, askedAt }: Seen,
): Promise<number> {
  const at = new Date(askedAt)
  const rows = await deps.postgres.transaction(async (tx) => {
    const ended = await sql<{ contact: string; strand: string; identity: string; added_at: Date | null }>`
    update carriers_relation r set ended_at = ${at}, ended_by = 'unseen', synced_at = ${at}
    from carriers_contact c where c.id = r.contact and r.account = ${account}::bigint and r.userid = ${userid}
      and r.ended_at is null and r.synced_at < ${at}
    returning c.id::text as contact, c.strand, c.identity, r.added_at`.execute(tx.tables<CarrierTables>())
    await keepAdds(
      deps,
      tx,
      ended.rows.map(({ contact }) => contact),
    )
    return ended.rows
  })
  await deps.reached(
    rows.flatMap(({ strand, identity, added_at }) => {
      if (added_at === null) return []
      const place = { carrier: 'wecom' as const, account: `${corp}/${userid}`, source: null, owner: null }
      return [{ strand, identity, ...place, startedAt: added_at.getTime(), endedAt: askedAt }]
    }),
  )
  return rows.length
}
