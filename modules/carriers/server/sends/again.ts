import type { HostDeps } from './ports.ts'
import type { SendRow, SendTables } from './tables.ts'

export const isStopped = async ({ postgres }: HostDeps, id: string) => {
  const all = postgres.tables<SendTables>().selectFrom('carriers_send').select('state')
  return (await all.where('id', '=', id).executeTakeFirst())?.state === 'stopped'
}

/** Only onwards, and not once somebody has stopped it. */
export async function setState({ postgres }: HostDeps, id: string, state: SendRow['state']) {
  const all = postgres.tables<SendTables>().updateTable('carriers_send').set({ state })
  await all.where('id', '=', id).where('state', 'not in', ['stopped', 'done']).execute()
}
