import { sql } from 'kysely'
import { nextStart, parseTime } from '#kit/time'
import { audit } from '#platform/audit'
import type { Tx } from '#platform/postgres/postgres'
import { leastPayout, payoutNumber } from '../../core/partners/statement.ts'
import type { PartnerDeps } from './deps.ts'
import { refusePartner } from './roster.ts'
import { isFlagged, partnerNames } from './shown.ts'
import type { PartnerTables, StatementRow } from './tables.ts'

/** The moment at which a month is over, epoch ms. */
async function endOf({ zone }: Pick<PartnerDeps, 'zone'>, month: string): Promise<number> {
  const where = await zone()
  const start = parseTime(`${month}-01`, where)
  return start.ok ? nextStart('month', start.value, where) : refusePartner('not-over')
}

interface Due {
  partner: string
  due: number
  flagged: number
  held: number
  hasOne: boolean
}

/** What each partner has that stands on no statement yet: what can be drawn, what waits for a decision, and for time. */
async function dueBy(deps: Pick<PartnerDeps, 'postgres'>, month: string, end: number): Promise<Due[]> {
  const isDue = sql`d.due_at < ${new Date(end)}`
  const { rows } = await sql<{ partner: string; due: string; flagged: string; held: string; hasOne: boolean }>`
    select c.partner::text as partner, coalesce(sum(c.amount) filter (where ${isDue} and not ${isFlagged}), 0) as due,
      coalesce(sum(c.amount) filter (where ${isDue} and ${isFlagged}), 0) as flagged,
      coalesce(sum(c.amount) filter (where not ${isDue}), 0) as held,
      exists (select from acquisition_statement s where s.partner = c.partner and s.month = ${month} and s.state <> 'cancelled') as "hasOne"
    from acquisition_commission c join acquisition_deal d on d.id = c.deal
    where c.statement is null group by c.partner order by c.partner`.execute(deps.postgres.tables<PartnerTables>())
  return rows.map(({ due, flagged, held, ...one }) => ({
    ...{ ...one, due: Number(due), flagged: Number(flagged), held: Number(held) },
  }))
}

const whyNot = ({ due, hasOne }: Due) => {
  if (hasOne) return 'drawn-already' as const
  if (due < 0) return 'below-zero' as const
  if (due === 0) return 'nothing-due' as const
  return due < leastPayout ? ('too-little' as const) : null
}

/** What would be drawn for a month. */
export async function waitingFor(deps: PartnerDeps, month: string) {
  const end = await endOf(deps, month)
  const all = await dueBy(deps, month, end)
  const names = await partnerNames(
    deps,
    all.map(({ partner }) => partner),
  )
  const items = all.map((one) => {
    const { hasOne: _, ...sums } = one
    return { ...sums, partnerName: names.get(one.partner) ?? '', why: whyNot(one) }
  })
  return { isOver: end <= deps.now(), items }
}

/** One statement a partner, of all that is theirs by the end of the month; what is less than can be sent waits for the next. */
export async function drawStatements(
  deps: PartnerDeps,
  { month, partners }: { month: string; partners?: readonly string[] | undefined },
  by: string,
) {
  const end = await endOf(deps, month)
  if (end > deps.now()) return refusePartner('not-over')
  const all = (await dueBy(deps, month, end)).filter(
    (one) => whyNot(one) === null && (!partners || partners.includes(one.partner)),
  )
  let [drawn, amount] = [0, 0]
  for (const { partner } of all) {
    const sum = await deps.postgres.transaction((tx) => draw(deps, tx, { partner, month, end, by }))
    if (sum > 0) drawn += 1
    amount += sum
  }
  return { drawn, amount }
}

interface Drawing {
  readonly partner: string
  readonly month: string
  readonly end: number
  readonly by: string
}

/** @returns fen, 0 when there is nothing to draw by now */
async function draw({ now }: PartnerDeps, tx: Tx, { partner, month, end, by }: Drawing): Promise<number> {
  const db = tx.tables<PartnerTables>()
  await sql`select pg_advisory_xact_lock(hashtextextended(${`partner statement ${partner}`}, 0))`.execute(db)
  const lines = await sql<{ id: string; amount: string }>`
    select c.id::text as id, c.amount from acquisition_commission c join acquisition_deal d on d.id = c.deal
    where c.partner = ${partner} and c.statement is null and d.due_at < ${new Date(end)} and not ${isFlagged}
    for update of c`.execute(db)
  const sum = lines.rows.reduce((total, { amount }) => total + Number(amount), 0)
  if (sum < leastPayout) return 0
  const at = new Date(now())
  const made = await db
    .insertInto('acquisition_statement')
    .values({
      ...{ partner, month, amount: String(sum), state: 'drawn', drawn_by: by, drawn_at: at, changed_at: at },
      ...{ approved_by: null, approved_at: null, ended_at: null, transfer: null },
    })
    .onConflict((on) => on.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!made) return 0
  await sql`update acquisition_commission set statement = ${made.id}
    where id = any(${lines.rows.map(({ id }) => id)}::bigint[])`.execute(db)
  await audit(tx, by, 'partner.statementDrawn', made.id, { partner, month, amount: sum })
  return sum
}

interface Wanted {
  readonly cursor?: string | undefined
  readonly limit: number
  readonly month?: string | undefined
  readonly state?: StatementRow['state'] | undefined
  readonly partner?: string | undefined
  readonly id?: string | undefined
}

/** A page of statements, as they are stored, newest first. */
export async function statementRows({ postgres }: Pick<PartnerDeps, 'postgres'>, wanted: Wanted) {
  const { cursor, limit, month, state, partner, id } = wanted
  let query = postgres
    .tables<PartnerTables>()
    .selectFrom('acquisition_statement')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(limit + 1)
  if (/^\d{1,18}$/.test(cursor ?? '')) query = query.where('id', '<', cursor ?? '')
  if (month) query = query.where('month', '=', month)
  if (state) query = query.where('state', '=', state)
  if (partner) query = query.where('partner', '=', partner)
  if (id) query = query.where('id', '=', id)
  const rows = await query.execute()
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return rows.length > limit && last ? { items, next: last.id } : { items }
}

/** Statements as lists show them. */
export async function shownStatements({ postgres }: Pick<PartnerDeps, 'postgres'>, rows: readonly StatementRow[]) {
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const sums = await sql<{
    id: string
    lines: number
    back: string
    name: string
    tax: 'labour' | 'business' | 'company'
  }>`
    select s.id::text as id, count(c.id)::int as lines, coalesce(sum(c.amount) filter (where c.amount < 0 or c.reason = 'restored'), 0) as back,
      p.name, p.tax
    from acquisition_statement s join acquisition_partner p on p.id = s.partner
      left join acquisition_commission c on c.statement = s.id
    where s.id = any(${ids}::bigint[]) group by s.id, p.id`.execute(postgres.tables<PartnerTables>())
  const byId = new Map(sums.rows.map((one) => [one.id, one]))
  return rows.map((row) => {
    const of = byId.get(row.id)
    return {
      ...{ id: row.id, partner: row.partner, partnerName: of?.name ?? '', month: row.month, state: row.state },
      ...{ amount: Number(row.amount), lines: of?.lines ?? 0, clawedBack: Number(of?.back ?? 0) },
      ...{ tax: of?.tax ?? ('labour' as const), drawnBy: row.drawn_by, drawnAt: row.drawn_at.toISOString() },
      ...{ approvedBy: row.approved_by, approvedAt: row.approved_at?.toISOString() ?? null, note: row.note },
      ...{ endedAt: row.ended_at?.toISOString() ?? null, number: payoutNumber(row.id, row.attempt) },
      transfer: row.transfer && (row.transfer.trouble ?? row.transfer.state ?? null),
    }
  })
}

export async function oneStatement(deps: Pick<PartnerDeps, 'postgres'>, id: string) {
  const { items } = await statementRows(deps, { limit: 1, id })
  const [shown] = await shownStatements(deps, items)
  return shown ?? refusePartner('no-such-statement')
}
