import { sql } from 'kysely'
import type { Applied, Message } from '../adapter.ts'
import { pauseOf } from '../inbox.ts'
import { toldOfTouch } from '../sends/told.ts'
import { bare, phoneHash } from '../sms/told.ts'
import { followUp } from './consequences.ts'
import type { CallDeps, CalledRow } from './store.ts'
import type { CallTables } from './tables.ts'

export type CallToldDeps = CallDeps

export interface CallTold {
  readonly taskId: string
  readonly phone: string
  readonly reference: string
  readonly status: string
  readonly attempt: number
  readonly durationMs: number
  readonly intent: string
}

/** After so many tries a result of what we do not know is let go. */
const patience = 5

/** Applies a result; the same twice comes to the same, and what follows from it is done once. */
export async function applyCall(deps: CallToldDeps, message: Message, told: CallTold): Promise<Applied> {
  const db = deps.postgres.tables<CallTables>()
  const account = message.account.id
  await sql`
    update carriers_call set state = ${told.status}, intent = ${told.intent}, attempt = ${told.attempt},
      duration_ms = ${Math.round(told.durationMs)}, task = coalesce(task, ${told.taskId}), ended_at = ${new Date(message.receivedAt)}
    where account = ${account}::bigint and key = ${told.reference} and ended_at is null`.execute(db)
  const { rows } = await sql<CalledRow>`
    select id::text as id, send::text as send, key, strand::text as strand, intent, followed_at is not null as followed
    from carriers_call where account = ${account}::bigint and key = ${told.reference} and ended_at is not null`.execute(
    db,
  )
  const [call] = rows
  if (!call) {
    if (message.attempts >= patience) return { kind: 'ignored' }
    return { kind: 'later', inMs: pauseOf(message.attempts + 1), why: 'its call is not known yet' }
  }
  if (told.status === 'opted_out') await stopCalls(deps, message, told.phone)
  if (told.status !== 'cancelled') await toldOfTouch(deps.postgres, call.key, told.status === 'answered', told.status)
  if (!call.followed && told.status === 'answered') await followUp(deps, call, told.phone)
  await sql`update carriers_call set followed_at = coalesce(followed_at, ${new Date(deps.now())})
    where id = ${call.id}::bigint and state = 'answered'`.execute(db)
  // The send that waits for it is looked after at once.
  await sql`update carriers_send set look_at = ${new Date(deps.now())}
    where id = ${call.send}::bigint and state = 'waiting'`.execute(db)
  return { kind: 'done' }
}

/** No calls to this number any more: whoever has it has withdrawn their consent from this moment on. */
async function stopCalls(deps: CallToldDeps, { account, receivedAt: at }: Message, phone: string) {
  await deps.postgres
    .tables<CallTables>()
    .insertInto('carriers_call_stop')
    .values({ phone: phoneHash(deps, phone), account: account.id, at: new Date(at) })
    .onConflict((on) => on.doNothing())
    .execute()
  const said = { purpose: 'marketing.call', at, reason: '外呼中要求不再来电', by: `carrier:${account.id}` }
  for (const person of new Set(await deps.identities.find(bare(phone)))) await deps.withdraw({ ...said, person })
}
