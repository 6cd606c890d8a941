import { sql } from 'kysely'
import { lineOf, passes } from '../../core/trouble.ts'
import type { CarrierTables } from '../tables.ts'
import type { Pair, TransferDeps } from './ports.ts'
import type { Work } from './work.ts'

interface Row {
  id: string
  chat: string
  owner: string
}

async function chatsIn({ postgres }: TransferDeps, transfer: string, taker: string, state: 'planned' | 'asking') {
  const rows = await sql<Row>`
    select c.id::text as id, c.chat, c.owner from carriers_transfer_chat t join carriers_chat c on c.id = t.chat
    where t.transfer = ${transfer}::bigint and t.taker = ${taker} and t.state = ${state} order by c.id`.execute(
    postgres.tables<CarrierTables>(),
  )
  return rows.rows
}

async function mark(
  { postgres }: TransferDeps,
  transfer: string,
  ids: readonly string[],
  state: string,
  error?: string,
) {
  await sql`update carriers_transfer_chat set state = ${state}, error = ${error ?? null}
    where transfer = ${transfer}::bigint and chat = any(${ids}::bigint[])`.execute(postgres.tables<CarrierTables>())
}

/** Chats go over at once, or not. @throws when something passes by itself */
export async function handOverChats(deps: TransferDeps, work: Work): Promise<void> {
  const { id, giver, takers, has_left: hasLeft } = work.transfer
  for (const taker of takers) {
    await findAsked(deps, work, taker)
    const rows = await chatsIn(deps, id, taker, 'planned')
    for (let from = 0; from < rows.length; from += work.port.chatsMost) {
      if (work.signal.aborted) return
      await askSome(deps, work, { giver, taker, hasLeft }, rows.slice(from, from + work.port.chatsMost))
    }
  }
}

/** Those of which nothing was heard: whose they are now says whether they went over. */
async function findAsked(deps: TransferDeps, work: Work, taker: string) {
  const { id } = work.transfer
  for (const { chat } of await chatsIn(deps, id, taker, 'asking')) {
    const read = await work.port.readChat(work.account, chat)
    if (!read.ok) throw new Error(lineOf(read.refusal))
  }
  for (const row of await chatsIn(deps, id, taker, 'asking'))
    await mark(deps, id, [row.id], row.owner === taker ? 'done' : 'planned')
}

async function askSome(deps: TransferDeps, work: Work, pair: Pair, rows: readonly Row[]) {
  const { id } = work.transfer
  const ids = rows.map((row) => row.id)
  await mark(deps, id, ids, 'asking')
  const got = await work.port.askChats(
    work.account,
    pair,
    rows.map(({ chat }) => chat),
  )
  if (!got.ok) {
    if (got.refusal.meaning === 'network') throw new Error(lineOf(got.refusal))
    await mark(deps, id, ids, passes(got.refusal) ? 'planned' : 'failed', got.refusal.advice.zh)
    if (passes(got.refusal)) throw new Error(lineOf(got.refusal))
    return
  }
  for (const row of rows) {
    const why = got.value.get(row.chat)
    // Nobody is told of what was changed by API.
    if (why === undefined) await work.port.readChat(work.account, row.chat)
    await mark(deps, id, [row.id], why === undefined ? 'done' : 'failed', why)
  }
}
