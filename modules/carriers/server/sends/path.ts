import { sql } from 'kysely'
import type { HostDeps, SentPath } from './ports.ts'
import type { SendTables } from './tables.ts'
import { linkRef } from './values.ts'

/** What was lost between the message and the member. Delivered is seen where the platform tells of it. */
export async function pathOfSend({ postgres, links }: HostDeps, { id }: { readonly id: string }) {
  const { rows } = await sql<{ sent: number; delivered: number; told: number }>`
    select (count(*) filter (where state in ('sent', 'delivered', 'failed') and told is not null))::int as sent,
      (count(*) filter (where state = 'delivered'))::int as delivered,
      (count(*) filter (where state in ('delivered', 'failed') and told is not null))::int as told
    from carriers_send_person where send = ${id}::bigint`.execute(postgres.tables<SendTables>())
  const { sent = 0, delivered = 0, told = 0 } = rows[0] ?? {}
  const first = [
    { step: 'sent', people: sent },
    { step: 'delivered', people: told === 0 ? null : delivered },
  ] as const
  return plain(await links.path(linkRef(id), first))
}

const plain = ({ steps, weakest }: SentPath) => ({ steps: steps.map((step) => ({ ...step })), weakest })
