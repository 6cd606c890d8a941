import { sql } from 'kysely'
import { minute } from '#kit/time'
import { type LeaveHow, stayEndedAt } from '../../core/chats.ts'
import type { CarrierDeps } from '../deps.ts'
import { aboutHash } from '../inbox.ts'
import { endStays, staysOf } from './store.ts'
import type { ChatTables } from './tables.ts'
import { tellStays } from './tell.ts'

type Deps = Pick<CarrierDeps, 'postgres' | 'vault' | 'reached' | 'now'>

/** That these members have left a chat, and how. `at` in epoch ms. */
export interface Leaving {
  readonly account: string
  readonly corp: string
  readonly chat: string
  readonly members: readonly string[]
  readonly how: LeaveHow
  readonly at: number
}

/** `listed`: somebody of them is still shown (the list lags behind what is told) · `unknown`: nothing is known of a stay (yet). */
export type Explained = 'done' | 'listed' | 'unknown'

/** Says of stays that are over when and why they ended: the platform's list shows neither. */
export async function explainLeaving(
  deps: Deps,
  { account, corp, chat, members, how, at }: Leaving,
): Promise<Explained> {
  let outcome: Explained = 'done'
  await deps.postgres.transaction(async (tx) => {
    const db = tx.tables<ChatTables>()
    await sql`select from carriers_chat where id = ${chat}::bigint for update`.execute(db)
    for (const one of members) {
      const member = aboutHash(deps, account, one).toString('hex')
      const stays = await staysOf(db, chat, member)
      const stay = stayEndedAt(stays, at)
      if (stays.length === 0) outcome = 'unknown'
      else if (stay?.leftAt === null) outcome = 'listed'
      else if (stay) await endStays(db, chat, [{ member, joinedAt: stay.joinedAt, at: Math.min(at, stay.leftAt), how }])
    }
  })
  await tellStays(deps, chat, corp)
  return outcome
}

/** Whether a stay of this member is known that began about then. */
export async function hasStay(deps: Deps, { account, chat, member, at }: Coming): Promise<boolean> {
  const hash = aboutHash(deps, account, member).toString('hex')
  const stays = await staysOf(deps.postgres.tables<ChatTables>(), chat, hash)
  return stays.some(({ joinedAt }) => Math.abs(joinedAt - at) < 2 * minute)
}

interface Coming {
  readonly account: string
  readonly chat: string
  readonly member: string
  readonly at: number
}

/** A chat is no more, since then (epoch ms): everybody in it has left it. False = no such chat is known (yet). */
export async function dismissChat(
  deps: Deps,
  { account, corp, chat, at }: { account: string; corp: string; chat: string; at: number },
): Promise<boolean> {
  const id = await deps.postgres.transaction(async (tx) => {
    const db = tx.tables<ChatTables>()
    // A reading that was asked for before does not bring it back.
    const rows = await sql<{ id: string }>`
      update carriers_chat set dismissed_at = coalesce(dismissed_at, ${new Date(at)}),
        asked_at = greatest(asked_at, ${new Date(deps.now())})
      where account = ${account}::bigint and chat = ${chat} returning id::text as id`.execute(db)
    const found = rows.rows[0]?.id
    if (found === undefined) return null
    await sql`update carriers_participant set left_at = greatest(joined_at, ${new Date(at)}), left_how = 'dismissed',
      told = userid is not null where chat = ${found}::bigint and left_at is null`.execute(db)
    return found
  })
  if (id === null) return false
  await tellStays(deps, id, corp)
  return true
}
