import { repointed } from '../../core/transfers.ts'
import type { CarrierTables } from '../tables.ts'
import type { TransferDeps } from './ports.ts'
import type { TransferTables } from './tables.ts'
import type { Work } from './work.ts'

/** Staff codes lead to the colleagues from now on; asked again it is the same. */
export async function repointCodes(deps: TransferDeps, { transfer, signal }: Work): Promise<void> {
  const db = deps.postgres.tables<TransferTables & CarrierTables>()
  const rows = await db
    .selectFrom('carriers_transfer_code as t')
    .innerJoin('carriers_code as c', 'c.id', 't.code')
    .select(['t.code', 'c.staff'])
    .where('t.transfer', '=', transfer.id)
    .where('t.state', '=', 'planned')
    .execute()
  for (const { code, staff } of rows) {
    if (signal.aborted) return
    const isTheirs = staff.includes(transfer.giver)
    const why = isTheirs
      ? await deps.repoint(code, repointed(staff, transfer.giver, transfer.takers), transfer.made_by)
      : null
    await db
      .updateTable('carriers_transfer_code')
      .set({ state: why === null ? 'done' : 'failed', error: why })
      .where('transfer', '=', transfer.id)
      .where('code', '=', code)
      .execute()
  }
}
