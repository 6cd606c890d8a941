import { sql } from 'kysely'
import { ok, type Result } from '#kit/result'
import { day } from '#kit/time'
import type { Trouble } from '../../core/trouble.ts'
import type { CarrierDeps } from '../deps.ts'
import { aboutHash } from '../inbox.ts'
import type { CarrierTables } from '../tables.ts'
import type { Delivered, MassRecord, Records } from './ports.ts'

type Deps = Pick<CarrierDeps, 'postgres' | 'vault' | 'now'>

/** Longer than any span in which a platform counts. */
const lookBack = 32 * day

/** Reads messages that were made elsewhere and are not known as done; returns how many it has read. */
export async function readRecords(deps: Deps, account: string, records: Records): Promise<Result<number, Trouble>> {
  const listed = await records.list(deps.now() - lookBack, deps.now() + day)
  if (!listed.ok) return listed
  const open = await unknownAmong(deps, account, listed.value)
  for (const record of open) {
    const got = await records.delivered(record.msgid)
    if (!got.ok) return got
    await store(deps, account, record, got.value)
  }
  return ok(open.length)
}

/** Neither ours nor read to its end. */
async function unknownAmong({ postgres }: Deps, account: string, listed: readonly MassRecord[]) {
  const msgids = listed.map(({ msgid }) => msgid)
  const rows = await sql<{ msgid: string }>`
    select msgid from carriers_record where account = ${account}::bigint and is_done and msgid = any(${msgids}::text[])
    union all select u.msgid from carriers_send_unit u join carriers_send s on s.id = u.send
      where (s.ways->(u.way::int)->>'account')::bigint = ${account}::bigint and u.msgid = any(${msgids}::text[])
    union all select u.msgid from carriers_post_unit u join carriers_post p on p.id = u.post
      where p.account = ${account}::bigint and u.msgid = any(${msgids}::text[])`.execute(
    postgres.tables<CarrierTables>(),
  )
  const known = new Set(rows.rows.map(({ msgid }) => msgid))
  return listed.filter(({ msgid }) => !known.has(msgid))
}

async function store(deps: Deps, account: string, { msgid, madeAt }: MassRecord, { isDone, to }: Delivered) {
  await deps.postgres.transaction(async (tx) => {
    const db = tx.tables<CarrierTables>()
    await sql`insert into carriers_record (account, msgid, made_at, is_done)
      values (${account}::bigint, ${msgid}, ${new Date(madeAt)}, ${isDone})
      on conflict (account, msgid) do update set is_done = excluded.is_done`.execute(db)
    await sql`insert into carriers_record_touch (account, msgid, target, userid, at)
      select ${account}::bigint, ${msgid}, t.* from unnest(
        ${to.map(({ target }) => aboutHash(deps, account, target))}::bytea[], ${to.map(({ userid }) => userid)}::text[],
        ${to.map(({ at }) => new Date(at))}::timestamptz[]) as t on conflict do nothing`.execute(db)
  })
}
