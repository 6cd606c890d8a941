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

/** By what one process at a time works on a send. */
export const lockOf = (id: string) => `carriers send ${id}`

/** Whoever was being asked for when nobody works on the send: nobody knows whether they got it. */
export async function tellLeftOver({ postgres, now }: HostDeps, send: string) {
  await postgres
    .tables<SendTables>()
    .updateTable('carriers_send_person')
    .set({ state: 'unsure', error: 'the process ended while it was leaving', at: new Date(now()) })
    .where('send', '=', send)
    .where('state', '=', 'leaving')
    .execute()
}
