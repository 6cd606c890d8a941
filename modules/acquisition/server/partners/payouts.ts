import { z } from 'zod'
import { namedFrom, payoutIn, payoutNumber, unsent } from '../../core/partners/statement.ts'
import type { PartnerDeps } from './deps.ts'
import { moveStatement } from './moves.ts'
import { openedOf } from './sealed.ts'
import type { PartnerTables, StatementRow, TransferSaid } from './tables.ts'

const payoutJob = 'acquisition.partnerPayout'
const by = 'system'
/** 佣金报酬: what the platform is told that the money is for. */
const scene = '1005'

export function definePayouts(deps: PartnerDeps) {
  const data = z.object({ statement: z.string() })
  deps.jobs.define(payoutJob, (given) => payOut(deps, data.parse(given).statement), { retries: 8 })
}

/** Money is on its way as soon as it is approved. */
export const payLater = ({ jobs }: Pick<PartnerDeps, 'jobs'>, statement: string) =>
  jobs.enqueue(payoutJob, { statement }, { key: statement })

/**
 * Sends the money of one statement, or asks what became of it: always by the number of this attempt, so that however often it
 * is asked, and whatever answer got lost, it goes once.
 * @throws when the platform did not say what became of it
 */
export async function payOut(deps: PartnerDeps, statement: string) {
  // What came back is sent anew by a hand alone.
  if ((await statementRow(deps, statement))?.state === 'approved') await moveStatement(deps, statement, 'send', { by })
  const row = await statementRow(deps, statement)
  if (row?.state !== 'paying') return
  const isFirst = row.transfer === null
  // Written down before anything leaves: without it nobody would know that it was ever tried.
  if (isFirst) await said(deps, row, { state: 'ASKED', at: deps.now() })
  const paid = await asked(deps, row)
  if (paid === 'by-hand') {
    // What may be on its way already is not sent by another number.
    if (isFirst) await moveStatement(deps, statement, 'hold', { by, transfer: null, note: unsent })
    return
  }
  if ('trouble' in paid) {
    await said(deps, row, { trouble: paid.trouble, at: deps.now() })
    throw new Error(`payout ${statement}: ${paid.trouble}`)
  }
  await said(deps, row, { state: paid.state, confirm: paid.confirm, at: deps.now() })
  await hearPayout(deps, { number: payoutNumber(row.id, row.attempt), state: paid.state })
}

async function asked(deps: PartnerDeps, row: StatementRow) {
  const all = deps.postgres.tables<PartnerTables>().selectFrom('acquisition_partner').selectAll()
  const partner = await all.where('id', '=', row.partner).executeTakeFirstOrThrow()
  if (partner.strand === null || partner.tax === 'company') return 'by-hand' as const
  const { realName } = openedOf(deps, partner)
  const amount = Number(row.amount)
  const title = `${row.month} 推广佣金`
  return deps.transfers.pay({
    ...{ number: payoutNumber(row.id, row.attempt), amount, strand: partner.strand, title, scene, origin: row.origin },
    report: [
      { info_type: '岗位类型', info_content: '推广达人' },
      { info_type: '报酬说明', info_content: title },
    ],
    ...(amount >= namedFrom && realName !== null ? { realName } : {}),
  })
}

async function statementRow({ postgres }: PartnerDeps, id: string): Promise<StatementRow | undefined> {
  const all = postgres.tables<PartnerTables>().selectFrom('acquisition_statement').selectAll()
  return all.where('id', '=', id).executeTakeFirst()
}

async function said({ postgres }: PartnerDeps, { id, attempt }: StatementRow, transfer: TransferSaid) {
  await postgres
    .tables<PartnerTables>()
    .updateTable('acquisition_statement')
    .set({ transfer: JSON.stringify(transfer) as never })
    .where('id', '=', id)
    .where('attempt', '=', attempt)
    .execute()
}

/** What the platform tells of a payout: taken, or it comes back. What it says of an older number is over. */
export async function hearPayout(deps: PartnerDeps, { number, state }: { number: string; state: string }) {
  const about = payoutIn(number)
  if (!about) return
  const row = await statementRow(deps, about.statement)
  if (row?.attempt !== about.attempt) return
  const transfer = { state, at: deps.now() }
  if (state === 'SUCCESS') await moveStatement(deps, row.id, 'succeed', { by, transfer })
  if (state === 'FAIL' || state === 'CANCELLED') await moveStatement(deps, row.id, 'fail', { by, transfer })
}

/** Asks once more of all whose end is not known: a callback may be lost. */
export async function askAgain(deps: PartnerDeps): Promise<void> {
  const all = deps.postgres.tables<PartnerTables>().selectFrom('acquisition_statement').select('id')
  for (const { id } of await all.where('state', '=', 'paying').execute()) await payLater(deps, id)
}
