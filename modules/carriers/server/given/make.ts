import { sql } from 'kysely'
import { no, ok, type Result } from '#kit/result'
import { second } from '#kit/time'
import type { GivenRefusal } from '../../core/givenCodes.ts'
import { lineOf, passes, type Trouble } from '../../core/trouble.ts'
import type { Account } from '../accounts.ts'
import type { CarrierDeps } from '../deps.ts'
import type { CarrierTables, CodeRow } from '../tables.ts'
import type { Ways } from '../ways.ts'

export type GivenDeps = CarrierDeps & { readonly ways: Ways }

/** Longer than a call to the platform takes with all its tries. */
const leaseMs = 30 * second
/** Somebody else who makes the same one is waited for so long; a page that shows it is not let wait longer. */
const patienceMs = 5 * second
const lookMs = 50

/** Makes a code that is kept, by one at a time; one that may have been made before is looked for by its state. */
export async function makeGiven(deps: GivenDeps, account: Account, id: string): Promise<Result<CodeRow, GivenRefusal>> {
  const until = performance.now() + patienceMs
  for (;;) {
    const row = await claim(deps, id)
    if (row === 'gone') return no({ why: 'no-such-code' })
    if (row !== 'taken') return row.made === 'made' ? ok(row) : make(deps, account, row)
    if (performance.now() > until) return no({ why: 'busy' })
    await new Promise((resolve) => setTimeout(resolve, lookMs))
  }
}

type Claimed = CodeRow & { readonly again: boolean }

/** A code that is not made belongs to whoever claims it, for as long as a lease. */
async function claim({ postgres, now }: GivenDeps, id: string): Promise<Claimed | 'taken' | 'gone'> {
  return postgres.transaction(async (tx) => {
    const db = tx.tables<CarrierTables>()
    const row = await db.selectFrom('carriers_code').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
    if (!row || row.off_at !== null) return 'gone'
    if (row.made === 'made') return { ...row, again: false }
    if (row.lease_until && row.lease_until.getTime() > now()) return 'taken'
    await sql`update carriers_code set lease_until = ${new Date(now() + leaseMs)} where id = ${id}::bigint`.execute(db)
    return { ...row, again: row.lease_until !== null }
  })
}

async function make(deps: GivenDeps, account: Account, row: Claimed): Promise<Result<CodeRow, GivenRefusal>> {
  const got = await deps.ways.make(account, row, row.again)
  const free = { lease_until: new Date(deps.now()) }
  const set = got.ok
    ? { config_id: got.value.configId, qr_code: got.value.qrCode, made: 'made' as const, error: null, ...free }
    : { made: 'failed' as const, error: lineOf(got.refusal), ...free }
  const kept = await deps.postgres
    .tables<CarrierTables>()
    .updateTable('carriers_code')
    .set(set)
    .where('id', '=', row.id)
    .returningAll()
    .executeTakeFirstOrThrow()
  return got.ok ? ok(kept) : no(troubleOf(got.refusal))
}

export const troubleOf = (trouble: Trouble): GivenRefusal => ({
  ...{ why: 'platform', advice: trouble.advice, line: lineOf(trouble), passes: passes(trouble) },
})
