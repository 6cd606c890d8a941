import { lineOf } from '../../core/trouble.ts'
import { openAccount } from '../accounts.ts'
import type { CarrierDeps } from '../deps.ts'
import type { Inbox } from '../inbox.ts'
import type { CarrierTables } from '../tables.ts'
import { readRecords } from './read.ts'

/** Reads what was made elsewhere at every account that keeps a record; one that cannot be read now holds up no other. */
export async function readAllRecords(deps: CarrierDeps, inbox: Pick<Inbox, 'adapterOf'>): Promise<void> {
  const all = deps.postgres.tables<CarrierTables>().selectFrom('carriers_account').selectAll()
  for (const row of await all.where('off_at', 'is', null).execute()) {
    const account = openAccount(deps.vault, row)
    const records = inbox.adapterOf(account).records?.(account)
    if (!records) continue
    const read = await readRecords(deps, account.id, records)
    if (!read.ok) deps.log.warn({ account: account.id, error: lineOf(read.refusal) }, 'record of messages not read')
  }
}
