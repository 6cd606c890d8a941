import { sql } from 'kysely'
import { minute } from '#kit/time'
import { ifAlone } from '#platform/postgres/alone'
import { lineOf, passes, type Trouble } from '../../core/trouble.ts'
import { findAccount } from '../accounts.ts'
import type { CarrierTables } from '../tables.ts'
import { handOverChats } from './chats.ts'
import { repointCodes } from './codes.ts'
import { type Handed, readOutcomes, rowsOf, set } from './outcomes.ts'
import type { Asked, Pair, TransferDeps } from './ports.ts'
import type { TransferRow, TransferTables } from './tables.ts'
import type { Work } from './work.ts'

/**
 * Takes a hand-over as far as it goes now: the platform is asked, and what became of each customer is read. It may be begun
 * anew at any moment, by any process: what was asked for is found and not asked for again.
 */
export async function advanceTransfer(deps: TransferDeps, id: string, signal: AbortSignal): Promise<void> {
  await ifAlone(deps.postgres, `carriers transfer ${id}`, async () => {
    const all = deps.postgres.tables<TransferTables>().selectFrom('carriers_transfer').selectAll()
    const transfer = await all.where('id', '=', id).executeTakeFirst()
    if (!transfer || transfer.state === 'done' || transfer.start_at.getTime() > deps.now()) return
    const account = await findAccount(deps.postgres.tables<CarrierTables>(), deps.vault, transfer.account)
    const port = account && deps.transfersOf(account)
    if (!account?.on || !port) return
    const work = { transfer, account, port, signal }
    if (transfer.state === 'held' || transfer.state === 'asking') await askAll(deps, work)
    // A stop calls nothing back: whoever was asked for goes over in the end.
    await readOutcomes(deps, work)
    await end(deps, id)
  })
}

async function askAll(deps: TransferDeps, work: Work) {
  const { id, takers } = work.transfer
  await setState(deps, id, 'asking')
  for (const taker of takers) {
    const pair = pairOf(work, taker)
    await findAsked(deps, work, pair)
    for (;;) {
      if (work.signal.aborted || (await isStopped(deps, id))) return
      const rows = await rowsOf(deps, id, { taker, states: ['planned'], limit: work.port.most })
      if (rows.length === 0) break
      await askSome(deps, work, pair, rows)
    }
  }
  await handOverChats(deps, work)
  await repointCodes(deps, work)
  if (!work.signal.aborted) await setState(deps, id, 'waiting')
}

const pairOf = ({ transfer }: Work, taker: string): Pair => ({
  ...{ giver: transfer.giver, taker, hasLeft: transfer.has_left },
})

/** Those who were asked for and of whom nothing was heard: the platform says whether it knows of them. */
async function findAsked(deps: TransferDeps, work: Work, pair: Pair) {
  const rows = await rowsOf(deps, work.transfer.id, { taker: pair.taker, states: ['asking'] })
  if (rows.length === 0) return
  const got = await work.port.outcomes(work.account, pair)
  if (!got.ok) throw new Error(lineOf(got.refusal))
  const known = new Set(got.value.flatMap(({ external, state }) => (state === 'none' ? [] : [external])))
  const lost = rows.filter(({ external }) => !known.has(external))
  await set(
    deps,
    work.transfer.id,
    rows.filter(({ external }) => known.has(external)),
    { state: 'waiting' },
  )
  // It shows up in the platform's list a little after it was asked for.
  const young = lost.filter(({ askedAt }) => (askedAt ?? 0) > deps.now() - 2 * minute)
  await set(
    deps,
    work.transfer.id,
    lost.filter((one) => !young.includes(one)),
    { state: 'planned' },
  )
  if (young.length > 0) throw new Error('it is not known yet whether the platform has heard')
}

/** @throws when something passes by itself: the rest is asked for later */
async function askSome(deps: TransferDeps, work: Work, pair: Pair, rows: readonly Handed[]) {
  const { id, message } = work.transfer
  await set(deps, id, rows, { state: 'asking', asked_at: new Date(deps.now()) })
  const externals = rows.map(({ external }) => external)
  const got = await work.port.ask(work.account, pair, externals, pair.hasLeft ? null : message)
  if (!got.ok) return refused(deps, id, rows, got.refusal)
  const byState = Map.groupBy(got.value, ({ state, error }) => JSON.stringify([state, error]))
  for (const list of byState.values()) {
    const [{ state, error } = list[0] as Asked] = list
    const theirs = new Set(list.map(({ external }) => external))
    const ended = state === 'waiting' ? {} : { ended_at: new Date(deps.now()) }
    await set(
      deps,
      id,
      rows.filter(({ external }) => theirs.has(external)),
      { state, error, ...ended },
    )
  }
}

async function refused(deps: TransferDeps, id: string, rows: readonly Handed[], trouble: Trouble) {
  if (trouble.meaning === 'network') throw new Error(lineOf(trouble))
  if (passes(trouble)) {
    await set(deps, id, rows, { state: 'planned', asked_at: null })
    throw new Error(lineOf(trouble))
  }
  await set(deps, id, rows, { state: 'failed', error: trouble.advice.zh, ended_at: new Date(deps.now()) })
}

/** Only onwards, and not once somebody has stopped it. */
async function setState({ postgres }: TransferDeps, id: string, state: TransferRow['state']) {
  const all = postgres.tables<TransferTables>().updateTable('carriers_transfer').set({ state })
  await all.where('id', '=', id).where('state', 'not in', ['stopped', 'done']).execute()
}

async function isStopped({ postgres }: TransferDeps, id: string): Promise<boolean> {
  const all = postgres.tables<TransferTables>().selectFrom('carriers_transfer').select('state')
  return (await all.where('id', '=', id).executeTakeFirst())?.state === 'stopped'
}

/** Over when nobody is waited for. */
async function end({ postgres, now }: TransferDeps, id: string) {
  await sql`update carriers_transfer set state = case when state = 'stopped' then state else 'done' end,
      ended_at = coalesce(ended_at, ${new Date(now())})
    where id = ${id}::bigint and state in ('waiting', 'stopped') and not exists (
      select from carriers_transfer_customer t where t.transfer = id and t.state in ('planned', 'asking', 'waiting'))`.execute(
    postgres.tables<TransferTables>(),
  )
}
