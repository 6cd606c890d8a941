import { sql } from 'kysely'
import type { Touch } from '../../core/partners/touch.ts'
import type { PartnerDeps } from './deps.ts'
import { partnerNames } from './shown.ts'
import type { DealRow, PartnerTables } from './tables.ts'

interface Wanted {
  readonly cursor?: string | undefined
  readonly limit: number
  readonly partner?: string | undefined
  readonly programme?: string | undefined
  readonly statement?: string | undefined
}

interface Row extends DealRow {
  programme_name: string
  window_days: number
  flags: number
}

/** A page of deals with why each belongs to whom, and every line of money; newest first. Of a partner also those of whom they brought in. */
export async function listDeals(deps: PartnerDeps, { cursor, limit, partner, programme, statement }: Wanted) {
  const below = /^\d{1,18}$/.test(cursor ?? '') ? (cursor ?? '') : '9223372036854775807'
  const { rows } = await sql<Row>`
    select d.*, p.name as programme_name,
      coalesce((case when d.kind = 'sale' then t.terms -> 'windowDays' else t.terms -> 'cpa' -> 'withinDays' end)::int, 0) as window_days,
      (select count(*) from acquisition_partner_flag f where f.state = 'open'
        and (f.deal = d.id or (f.deal is null and f.partner = d.partner and f.month = left(d.day, 7))))::int as flags
    from acquisition_deal d join acquisition_programme p on p.id = d.programme
      join acquisition_programme_terms t on t.id = d.terms
    where d.id < ${below}::bigint
      and (${partner ?? null}::bigint is null or d.partner = ${partner ?? null}::bigint or d.upline = ${partner ?? null}::bigint)
      and (${programme ?? null}::bigint is null or d.programme = ${programme ?? null}::bigint)
      and (${statement ?? null}::bigint is null or exists (
        select from acquisition_commission c where c.deal = d.id and c.statement = ${statement ?? null}::bigint))
    order by d.id desc limit ${limit + 1}`.execute(deps.postgres.tables<PartnerTables>())
  const items = await shown(deps, rows.slice(0, limit))
  const last = items.at(-1)
  return rows.length > limit && last ? { items, next: last.id } : { items }
}

async function shown(deps: PartnerDeps, rows: readonly Row[]) {
  if (rows.length === 0) return []
  const lines = await linesOf(
    deps,
    rows.map(({ id }) => id),
  )
  const ways = await waysOf(
    deps,
    rows.flatMap(({ because: { chosen, others } }) => [chosen, ...others]),
  )
  const all = [...lines.map((one) => one.partner), ...[...ways.values()].map((one) => one.partner)]
  const partners = await partnerNames(deps, [...all, ...rows.map((row) => row.partner)])
  const names = await deps.whole.namesOf(rows.flatMap(({ strand }) => strand ?? []))
  const named = (id: string) => partners.get(id) ?? ''
  const touch = ({ way, how, at }: Touch) => {
    const of = ways.get(way) ?? { partner: '0', code: '' }
    return { way, how, at: new Date(at).toISOString(), ...of, partnerName: named(of.partner) }
  }
  return rows.map((row) => {
    const who = row.strand === null ? undefined : names.get(row.strand)
    const own = lines.filter(({ deal }) => deal === row.id)
    return {
      ...{ id: row.id, programme: row.programme, programmeName: row.programme_name, partner: row.partner },
      ...{ partnerName: named(row.partner), kind: row.kind, order: row.order_id, at: row.at.toISOString() },
      ...{ person: who?.person ?? null, name: who?.name ?? null, gross: Number(row.gross), net: Number(row.net) },
      ...{ amount: own.reduce((sum, one) => sum + one.amount, 0), dueAt: row.due_at.toISOString(), flags: row.flags },
      ...{ isVoid: row.void_at !== null, windowDays: row.window_days, chosen: touch(row.because.chosen) },
      others: row.because.others.map(touch),
      lines: own.map(({ deal: _, ...line }) => ({ ...line, partnerName: named(line.partner) })),
    }
  })
}

async function linesOf({ postgres }: PartnerDeps, deals: readonly string[]) {
  const all = postgres.tables<PartnerTables>().selectFrom('acquisition_commission').selectAll()
  const rows = await all
    .where('deal', 'in', [...deals])
    .orderBy('id')
    .execute()
  return rows.map(({ id, deal, partner, kind, amount, reason, why, at, statement }) => ({
    ...{ id, deal, partner, kind, amount: Number(amount), reason, why, at: at.toISOString(), statement },
  }))
}

async function waysOf({ postgres }: PartnerDeps, touches: readonly Touch[]) {
  const all = postgres.tables<PartnerTables>().selectFrom('acquisition_partner_way').select(['id', 'partner', 'code'])
  const rows = await all.where('id', 'in', [...new Set(touches.map(({ way }) => way))]).execute()
  return new Map(rows.map(({ id, ...of }) => [id, of]))
}
