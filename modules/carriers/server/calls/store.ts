import { sql } from 'kysely'
import { day } from '#kit/time'
import type { SmsDeps } from '../sms/sending.ts'
import { phoneAbout, phoneHash } from '../sms/told.ts'
import type { CallTables } from './tables.ts'

export type CallDeps = SmsDeps

export interface CalledRow {
  readonly id: string
  readonly send: string | null
  readonly key: string
  readonly strand: string
  readonly intent: string
  readonly followed: boolean
}

interface Beginning {
  readonly account: string
  readonly key: string
  readonly person: string
  readonly phone: string
  readonly hash: Buffer
}

/** Kept before the vendor is asked. @returns false where it was asked for already */
export async function beginCall(deps: CallDeps, { account, key, person, phone, hash }: Beginning): Promise<boolean> {
  const made = await deps.postgres
    .tables<CallTables>()
    .insertInto('carriers_call')
    .values({
      ...{ account, key, strand: person, phone: hash, about: phoneAbout(deps, account, phone), state: 'asking' },
      ...{ send: /^send:(\d+):/.exec(key)?.[1] ?? null, task: null, at: new Date(deps.now()) },
      ...{ ended_at: null, followed_at: null },
    })
    .onConflict((on) => on.doNothing())
    .returning('id')
    .executeTakeFirst()
  return made !== undefined
}

/** Null = the vendor has refused it: it may be asked for again. */
export async function endCall(
  { postgres }: CallDeps,
  account: string,
  key: string,
  to: { readonly state: string; readonly task: string } | null,
): Promise<void> {
  const db = postgres.tables<CallTables>()
  if (to) {
    // Its result may have come before the answer.
    const rows = db.updateTable('carriers_call').set({ task: to.task })
    await rows.where('account', '=', account).where('key', '=', key).execute()
    const asked = db.updateTable('carriers_call').set({ state: to.state }).where('state', '=', 'asking')
    await asked.where('account', '=', account).where('key', '=', key).execute()
  } else await db.deleteFrom('carriers_call').where('account', '=', account).where('key', '=', key).execute()
}

/** Of these, calls that the vendor has and has not made yet. */
export async function calledOf({ postgres }: CallDeps, account: string, keys: readonly string[]) {
  if (keys.length === 0) return []
  const { rows } = await sql<{ key: string; task: string }>`
    select key, task from carriers_call where account = ${account}::bigint and key = any(${keys}::text[])
      and state = 'queued' and task is not null`.execute(postgres.tables<CallTables>())
  return rows
}

/** Of these people, those whose number wants no calls. */
export async function stoppedCalls(
  deps: CallDeps,
  phones: ReadonlyMap<string, { readonly phone: string } | 'stopped'>,
): Promise<ReadonlySet<string>> {
  const hashes = new Map(
    [...phones].flatMap(([person, one]) => (one === 'stopped' ? [] : [[person, phoneHash(deps, one.phone)] as const])),
  )
  const { rows } = await sql<{ phone: Buffer }>`
    select phone from carriers_call_stop where phone = any(${[...hashes.values()]}::bytea[])`.execute(
    deps.postgres.tables<CallTables>(),
  )
  const stopped = new Set(rows.map(({ phone }) => phone.toString('hex')))
  return new Set([...hashes].flatMap(([person, hash]) => (stopped.has(hash.toString('hex')) ? [person] : [])))
}

/** What calls of a send came to, by what the vendor told. */
export async function callsOfSend({ postgres }: Pick<CallDeps, 'postgres'>, send: string) {
  const { rows } = await sql<{ state: string; intent: string; calls: number; seconds: number; followed: number }>`
    select state, intent, count(*)::int as calls, (coalesce(sum(duration_ms), 0) / 1000)::int as seconds,
      count(followed_at)::int as followed
    from carriers_call where send = ${send}::bigint group by 1, 2 order by 3 desc`.execute(
    postgres.tables<CallTables>(),
  )
  return rows
}

/** Older ones the vendor will not make any more. */
const longest = 3 * day

/** Calls of a send that the vendor has not made yet. */
export async function openCalls({ postgres, now }: CallDeps, send: string): Promise<number> {
  const { rows } = await sql<{ open: number }>`
    select count(*)::int as open from carriers_call where send = ${send}::bigint and state = 'queued'
      and at > ${new Date(now() - longest)}`.execute(postgres.tables<CallTables>())
  return rows[0]?.open ?? 0
}
