import { no, ok, type Result } from '#kit/result'
import type { Account } from '#modules/ledger'
import { audit } from '#platform/audit'
import type { Tx } from '#platform/postgres/postgres'
import type { PartnerRefusal } from '../../core/partnerRefusals.ts'
import { bookingOf, mayApprove, movedStatement, type StatementMove } from '../../core/partners/statement.ts'
import type { PartnerDeps } from './deps.ts'
import { campaignOf } from './samples.ts'
import type { PartnerTables, StatementRow, TransferSaid } from './tables.ts'

export interface How {
  readonly by: string
  readonly note?: string
  readonly transfer?: TransferSaid | null
  /** Where this Siyu is reached. */
  readonly origin?: string
}

type Moved = Result<StatementRow, PartnerRefusal>

/** A statement goes on, and its money with it in the books, in one transaction. */
export const moveStatement = (deps: PartnerDeps, id: string, move: StatementMove, how: How): Promise<Moved> =>
  deps.postgres.transaction(async (tx) => {
    const all = tx.tables<PartnerTables>().selectFrom('acquisition_statement').selectAll()
    const before = await all.where('id', '=', id).forUpdate().executeTakeFirst()
    return before ? moving(deps, tx, before, move, how) : no('no-such-statement')
  })

/** As `moveStatement`, where the row is held already. */
async function moving(
  deps: Pick<PartnerDeps, 'ledger' | 'now'>,
  tx: Tx,
  before: StatementRow,
  move: StatementMove,
  { by, note = '', transfer, origin }: How,
): Promise<Moved> {
  const next = movedStatement(before.state, move)
  if (!next.ok) return next
  const db = tx.tables<PartnerTables>()
  const may = move === 'approve' ? await approvable(tx, before, by) : ok()
  if (!may.ok) return may
  const at = deps.now()
  const isEnd = next.value === 'paid' || next.value === 'cancelled'
  await book(deps, tx, before, move, by)
  if (move === 'reject')
    await db.updateTable('acquisition_commission').set({ statement: null }).where('statement', '=', before.id).execute()
  const row = await db
    .updateTable('acquisition_statement')
    .set({
      ...{ state: next.value, changed_at: new Date(at), ended_at: isEnd ? new Date(at) : null },
      ...(move === 'approve' ? { approved_by: by, approved_at: new Date(at) } : {}),
      // The old number is over: only now another one may be used.
      ...(move === 'fail' || move === 'hold' ? { attempt: before.attempt + 1 } : {}),
      ...(note ? { note } : {}),
      ...(origin ? { origin } : {}),
      ...(move === 'send' ? { transfer: null } : {}),
      ...(transfer === undefined ? {} : { transfer: JSON.stringify(transfer) as never }),
    })
    .where('id', '=', before.id)
    .returningAll()
    .executeTakeFirstOrThrow()
  const detail = { partner: before.partner, move, amount: Number(before.amount), ...(note ? { note } : {}) }
  await audit(tx, by, 'partner.statementMoved', before.id, detail)
  return ok(row)
}

async function approvable(tx: Tx, { partner, month, drawn_by: drawnBy }: StatementRow, by: string) {
  const of = await tx
    .tables<PartnerTables>()
    .selectFrom('acquisition_partner')
    .select(['real_name', 'id_number', 'contract_from', 'contract_to'])
    .where('id', '=', partner)
    .executeTakeFirstOrThrow()
  const [first, last] = [`${month}-01`, `${month}-31`]
  const begun = of.contract_from !== null && of.contract_from <= last
  return mayApprove({
    ...{ drawnBy, by, hasRealName: of.real_name !== null && of.id_number !== null },
    hasContract: begun && (of.contract_to === null || of.contract_to >= first),
  })
}

async function book(
  { ledger, now }: Pick<PartnerDeps, 'ledger' | 'now'>,
  tx: Tx,
  { id, partner, amount, attempt }: StatementRow,
  move: StatementMove,
  by: string,
) {
  const postings = bookingOf(move, Number(amount))
  if (!postings) return
  const all = tx.tables<PartnerTables>().selectFrom('acquisition_partner').select('strand')
  const { strand } = await all.where('id', '=', partner).executeTakeFirstOrThrow()
  const entry = { key: `partner.statement ${id} ${move} ${attempt}`, reason: `partner.${move}` }
  await ledger.post(tx, {
    ...{ ...entry, campaign: campaignOf(partner), person: strand, at: now(), by },
    postings: postings.map((one) => ({ account: one.account as Account, amount: one.amount })),
  })
}
