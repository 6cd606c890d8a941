import { sql } from 'kysely'
import { z } from 'zod'
import type { HookDeps } from './deps.ts'
import { moveClaim } from './moves.ts'
import { hookOf } from './read.ts'
import type { HookTables } from './tables.ts'

export const payJob = 'acquisition.pay'
const by = 'system'
/** Our number of a transfer: letters and digits, and never another for the same money. */
const numberOf = (claim: string): string => `HK${claim.padStart(12, '0')}`
const claimIn = (number: string): string | null => /^HK0*([1-9]\d*)$/.exec(number)?.[1] ?? null

/** Red packets go out by themselves where a merchant is connected. */
export function definePaying(deps: HookDeps) {
  const data = z.object({ claim: z.string(), origin: z.string() })
  deps.jobs.define(payJob, (given) => payOut(deps, data.parse(given)), { retries: 8 })
}

/** Sends the money of one claim; once, however often it is asked. */
export async function payOut(deps: HookDeps, { claim: id, origin }: { claim: string; origin: string }) {
  const db = deps.postgres.tables<HookTables>()
  const row = await db.selectFrom('acquisition_claim').selectAll().where('id', '=', id).executeTakeFirst()
  if (row?.state !== 'claimed' || row.strand === null) return
  const { title } = await hookOf(deps, row.hook)
  const [number, amount] = [numberOf(id), Number(row.cost)]
  const paid = await deps.transfers.pay({ number, amount, strand: row.strand, title, origin })
  if (paid === 'by-hand') return
  // The same number is asked for again: what became of it is found, and nothing goes twice.
  if ('trouble' in paid) throw new Error(`red packet ${id}: ${paid.trouble}`)
  await sql`update acquisition_claim set transfer = ${JSON.stringify(paid)} where id = ${id}`.execute(db)
  await moveClaim(deps, id, 'send', { by })
  // A run that was broken off may find it ended already.
  await hearTransfer(deps, { number, state: paid.state })
}

/** What the platform tells of a transfer: taken, or it comes back. */
export async function hearTransfer(deps: HookDeps, { number, state }: { number: string; state: string }) {
  const id = claimIn(number)
  if (id === null) return
  if (state === 'SUCCESS') await moveClaim(deps, id, 'receive', { by, transfer: state })
  if (state === 'FAIL' || state === 'CANCELLED') await moveClaim(deps, id, 'return', { by, transfer: state })
}
