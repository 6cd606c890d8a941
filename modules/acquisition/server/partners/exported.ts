import type { Bilingual } from '#kit/api'
import { timeText } from '#kit/time'
import { type ExportKind, exportKind } from '#platform/exports/kind'
import { type StatementState, type TaxCategory, unsent } from '../../core/partners/statement.ts'
import { StatementFilter } from '../../core/payoutContract.ts'
import type { PartnerDeps } from './deps.ts'
import { maskedOf, openedOf } from './sealed.ts'
import { shownStatements, statementRows } from './statements.ts'
import type { PartnerTables } from './tables.ts'

const states: Record<StatementState, Bilingual> = {
  drawn: { zh: '待审批', en: 'drawn' },
  approved: { zh: '待付款', en: 'approved' },
  paying: { zh: '付款中', en: 'paying' },
  paid: { zh: '已付', en: 'paid' },
  returned: { zh: '已退回', en: 'returned' },
  cancelled: { zh: '已驳回', en: 'rejected' },
}

const categories: Record<TaxCategory, Bilingual> = {
  labour: { zh: '劳务报酬', en: 'Labour remuneration' },
  business: { zh: '经营所得', en: 'Business income' },
  company: { zh: '企业（开票）', en: 'Company, by invoice' },
}

const byHand: Bilingual = { zh: '待手工付款', en: 'to be paid by hand' }

type Deps = Pick<PartnerDeps, 'postgres' | 'vault'>

type Row = Awaited<ReturnType<typeof shownStatements>>[number] & {
  readonly realName: string | null
  readonly idNumber: string | null
}

/** Statements as the accountant needs them: who, by which number, how much before tax, taxed as what. Masked unless a reason is given. */
export function payoutExport(deps: Deps): ExportKind {
  return exportKind({
    kind: 'partnerPayouts',
    title: { zh: '达人结算', en: 'Payouts to partners' },
    rights: { read: 'orders:read', reveal: 'people:reveal' },
    filter: StatementFilter,
    columns: [
      { title: { zh: '结算单', en: 'Statement' }, cell: ({ id }: Row) => id },
      { title: { zh: '月份', en: 'Month' }, cell: ({ month }) => month },
      { title: { zh: '达人', en: 'Partner' }, cell: ({ partnerName }) => partnerName },
      { title: { zh: '姓名或企业', en: 'Real name' }, cell: ({ realName }) => realName },
      { title: { zh: '证件号', en: 'ID number' }, cell: ({ idNumber }) => idNumber },
      {
        title: { zh: '税务类别', en: 'Tax category' },
        cell: ({ tax }: Row, { language }) => categories[tax][language],
      },
      { title: { zh: '税前金额（元）', en: 'Gross (yuan)' }, number: true, cell: ({ amount }) => amount / 100 },
      {
        title: { zh: '其中追回（元）', en: 'Of it clawed back (yuan)' },
        number: true,
        cell: (row: Row) => row.clawedBack / 100,
      },
      { title: { zh: '状态', en: 'State' }, cell: ({ state }: Row, { language }) => states[state][language] },
      { title: { zh: '付款单号', en: 'Number of the transfer' }, cell: ({ number }) => number },
      { title: { zh: '审批人', en: 'Approved by' }, cell: ({ approvedBy }) => approvedBy },
      {
        title: { zh: '付款时间', en: 'Paid' },
        cell: ({ state, endedAt }, { zone }) =>
          state === 'paid' && endedAt ? timeText(Date.parse(endedAt), zone) : '',
      },
      {
        title: { zh: '备注', en: 'Note' },
        cell: ({ note }, { language }) => (note === unsent ? byHand[language] : note),
      },
    ],
    count: (wanted) => countStatements(deps, wanted),
    page: (wanted, asked) => payoutPage(deps, wanted, asked),
  })
}

interface Asked {
  readonly limit: number
  readonly cursor?: string | undefined
  readonly masked: boolean
}

async function payoutPage(deps: Deps, wanted: Wanted, { limit, cursor, masked }: Asked) {
  const { items, ...next } = await statementRows(deps, { ...wanted, limit, cursor })
  const shown = await shownStatements(deps, items)
  const who = await receivers(deps, items, masked)
  return { items: shown.map((one) => ({ ...one, ...(who.get(one.partner) ?? nobody) })), ...next }
}

const nobody = { realName: null, idNumber: null }

async function receivers(deps: Deps, rows: readonly { partner: string }[], masked: boolean) {
  if (rows.length === 0) return new Map<string, never>()
  const all = deps.postgres.tables<PartnerTables>().selectFrom('acquisition_partner').selectAll()
  const partners = await all.where('id', 'in', [...new Set(rows.map(({ partner }) => partner))]).execute()
  return new Map(
    partners.map((row) => {
      const { realName, idNumber } = masked ? maskedOf(deps, row) : openedOf(deps, row)
      return [row.id, { realName, idNumber }]
    }),
  )
}

interface Wanted {
  readonly month?: string | undefined
  readonly state?: StatementState | undefined
  readonly partner?: string | undefined
}

async function countStatements({ postgres }: Deps, { month, state, partner }: Wanted): Promise<number> {
  let query = postgres
    .tables<PartnerTables>()
    .selectFrom('acquisition_statement')
    .select(({ fn }) => fn.countAll<string>().as('n'))
  if (month) query = query.where('month', '=', month)
  if (state) query = query.where('state', '=', state)
  if (partner) query = query.where('partner', '=', partner)
  return Number((await query.executeTakeFirstOrThrow()).n)
}
