import { sql } from 'kysely'
import { hour } from '#kit/time'
import type { CustomerState } from '../../core/transfers.ts'
import { lineOf } from '../../core/trouble.ts'
import { externalContext } from '../contacts.ts'
import type { CarrierTables } from '../tables.ts'
import type { Outcome, Pair, TransferDeps } from './ports.ts'
import type { TransferTables } from './tables.ts'
import type { Work } from './work.ts'

/** A customer of a hand-over. */
export interface Handed {
  readonly contact: string
  readonly external: string
  readonly strand: string
  /** Epoch ms. */
  readonly askedAt: number | null
}

interface Which {
  readonly taker: string
  readonly states: readonly CustomerState[]
  readonly limit?: number
}

export async function rowsOf({ postgres, vault }: TransferDeps, transfer: string, which: Which): Promise<Handed[]> {
  const rows = await sql<{ contact: string; strand: string; sealed: Buffer; asked_at: Date | null }>`
    select t.contact::text as contact, c.strand::text as strand, c.sealed, t.asked_at
    from carriers_transfer_customer t join carriers_contact c on c.id = t.contact
    where t.transfer = ${transfer}::bigint and t.taker = ${which.taker} and t.state = any(${[...which.states]}::text[])
    order by t.contact limit ${which.limit ?? null}`.execute(postgres.tables<CarrierTables>())
  return rows.rows.map(({ contact, strand, sealed, asked_at }) => ({
    ...{ contact, strand, external: vault.open(sealed, externalContext), askedAt: asked_at?.getTime() ?? null },
  }))
}

type Change = Partial<TransferTables['carriers_transfer_customer']>

export async function set({ postgres }: TransferDeps, transfer: string, rows: readonly Handed[], change: Change) {
  if (rows.length === 0) return
  const all = postgres.tables<TransferTables>().updateTable('carriers_transfer_customer').set(change)
  const contacts = rows.map(({ contact }) => contact)
  await all.where('transfer', '=', transfer).where('contact', 'in', contacts).execute()
}

/** A day is waited for; what the platform says nothing of long after it has come to nothing. */
const patience = 30 * hour

/** Reads what has become of those who are waited for; who went over is told on before it is written down. */
export async function readOutcomes(deps: TransferDeps, work: Work): Promise<void> {
  const { id, giver, takers, has_left: hasLeft } = work.transfer
  for (const taker of takers) {
    const rows = await rowsOf(deps, id, { taker, states: ['waiting'] })
    if (rows.length === 0 || work.signal.aborted) continue
    const pair = { giver, taker, hasLeft }
    const got = await work.port.outcomes(work.account, pair)
    if (!got.ok) throw new Error(lineOf(got.refusal))
    const byExternal = new Map(got.value.map((one) => [one.external, one]))
    for (const row of rows) await settle(deps, work, pair, row, byExternal.get(row.external))
  }
}

async function settle(deps: TransferDeps, work: Work, pair: Pair, row: Handed, outcome: Outcome | undefined) {
  const { id } = work.transfer
  const state = outcome?.state ?? 'none'
  const ended_at = new Date(outcome?.at ?? deps.now())
  if (state === 'waiting') return
  if (state === 'done') {
    await moved(deps, work, pair, row, ended_at.getTime())
    return set(deps, id, [row], { state, ended_at })
  }
  if (state !== 'none') return set(deps, id, [row], { state, ended_at })
  if ((row.askedAt ?? 0) > deps.now() - patience) return
  await set(deps, id, [row], { state: 'failed', error: '平台没有这次移交的记录', ended_at })
}

async function moved(deps: TransferDeps, work: Work, pair: Pair, { external, strand }: Handed, at: number) {
  const done = await work.port.moved(work.account, pair, external, at)
  if (!done.ok) throw new Error(lineOf(done.refusal))
  const names = await namesOf(deps, work.account.id, [pair.giver, pair.taker])
  const owner = names.get(pair.taker) ?? pair.taker
  await deps.handedOver([{ strand, owner, from: [pair.giver, names.get(pair.giver) ?? pair.giver] }])
}

async function namesOf({ postgres }: TransferDeps, account: string, userids: readonly string[]) {
  const rows = await postgres
    .tables<CarrierTables>()
    .selectFrom('carriers_staff')
    .select(['userid', 'name'])
    .where('account', '=', account)
    .where('userid', 'in', [...userids])
    .execute()
  return new Map(rows.map(({ userid, name }) => [userid, name]))
}
