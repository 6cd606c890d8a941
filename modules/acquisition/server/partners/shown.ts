import { sql } from 'kysely'
import type { PartnerDeps } from './deps.ts'
import { maskedOf } from './sealed.ts'
import type { PartnerRow, PartnerTables } from './tables.ts'

export interface Figures {
  readonly orders: number
  readonly net: number
  readonly refunded: number
  readonly activations: number
  readonly earned: number
  readonly clawedBack: number
  readonly held: number
  readonly due: number
  readonly payable: number
  readonly paying: number
  readonly paid: number
  readonly flags: number
  readonly samples: number
}

/** Whether an open flag speaks against the deal `d`. */
export const isFlagged = sql<boolean>`exists (
  select from acquisition_partner_flag f where f.state = 'open'
    and (f.deal = d.id or (f.deal is null and f.partner = d.partner and f.month = left(d.day, 7))))`

type Row = { id: string } & { [K in keyof Figures]: string }

/** What came of each of these partners so far, at a moment. */
export async function figuresOf(
  { postgres }: Pick<PartnerDeps, 'postgres'>,
  ids: readonly string[],
  at: number,
): Promise<ReadonlyMap<string, Figures>> {
  const rows = await sql<Row>`
    with asked as (select unnest(${ids}::bigint[]) as id),
    deal as (
      select partner, count(*) filter (where kind = 'sale' and net > 0) as orders,
        sum(net) as net, count(*) filter (where kind = 'sale' and net < gross) as refunded,
        count(*) filter (where kind = 'activation' and void_at is null) as activations
      from acquisition_deal where partner = any(${ids}::bigint[]) group by partner),
    line as (
      select c.partner, sum(c.amount) filter (where c.amount > 0 and c.reason <> 'restored') as earned,
        sum(c.amount) filter (where c.amount < 0 or c.reason = 'restored') as back,
        sum(c.amount) filter (where s.state is null or s.state = 'drawn') as held,
        sum(c.amount) filter (where s.state is null and d.due_at <= ${new Date(at)} and not ${isFlagged}) as due,
        sum(c.amount) filter (where s.state in ('approved', 'returned')) as payable,
        sum(c.amount) filter (where s.state = 'paying') as paying, sum(c.amount) filter (where s.state = 'paid') as paid
      from acquisition_commission c join acquisition_deal d on d.id = c.deal
        left join acquisition_statement s on s.id = c.statement
      where c.partner = any(${ids}::bigint[]) group by c.partner)
    select a.id::text as id, coalesce(d.orders, 0) as orders, coalesce(d.net, 0) as net, coalesce(d.refunded, 0) as refunded,
      coalesce(d.activations, 0) as activations, coalesce(l.earned, 0) as earned, -coalesce(l.back, 0) as "clawedBack",
      coalesce(l.held, 0) as held, coalesce(l.due, 0) as due, coalesce(l.payable, 0) as payable,
      coalesce(l.paying, 0) as paying, coalesce(l.paid, 0) as paid,
      (select count(*) from acquisition_partner_flag f where f.partner = a.id and f.state = 'open') as flags,
      (select coalesce(sum(s.cost), 0) from acquisition_partner_sample s where s.partner = a.id and s.back_at is null) as samples
    from asked a left join deal d on d.partner = a.id left join line l on l.partner = a.id`.execute(
    postgres.tables<PartnerTables>(),
  )
  return new Map(rows.rows.map(({ id, ...sums }) => [id, numbers(sums)]))
}

const numbers = (sums: Record<keyof Figures, string>): Figures => ({
  ...{ orders: Number(sums.orders), net: Number(sums.net), refunded: Number(sums.refunded) },
  ...{ activations: Number(sums.activations), earned: Number(sums.earned), clawedBack: Number(sums.clawedBack) },
  ...{ held: Number(sums.held), due: Number(sums.due), payable: Number(sums.payable) },
  ...{ paying: Number(sums.paying), paid: Number(sums.paid), flags: Number(sums.flags) },
  samples: Number(sums.samples),
})

/** Names of partners, by their numbers. */
export async function partnerNames({ postgres }: Pick<PartnerDeps, 'postgres'>, ids: readonly string[]) {
  if (ids.length === 0) return new Map<string, string>()
  const all = postgres.tables<PartnerTables>().selectFrom('acquisition_partner').select(['id', 'name'])
  const rows = await all.where('id', 'in', [...new Set(ids)]).execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** Partners as lists and pages show them. */
export async function shownPartners(deps: PartnerDeps, rows: readonly PartnerRow[]) {
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const figures = await figuresOf(deps, ids, deps.now())
  const names = await deps.whole.namesOf(rows.flatMap(({ strand }) => strand ?? []))
  const uplines = await partnerNames(
    deps,
    rows.flatMap(({ upline }) => upline ?? []),
  )
  return rows.map((row) => {
    const who = row.strand === null ? undefined : names.get(row.strand)
    return {
      ...{ id: row.id, kind: row.kind, name: row.name, level: row.level, upline: row.upline, tax: row.tax },
      ...{ platforms: [...row.platforms], tags: row.tags, note: row.note, ...maskedOf(deps, row) },
      ...{ contractFrom: row.contract_from, contractTo: row.contract_to, contractNote: row.contract_note },
      ...{ person: who?.person ?? null, personName: who?.name ?? null },
      uplineName: row.upline === null ? null : (uplines.get(row.upline) ?? null),
      ...{ on: row.off_at === null, figures: figures.get(row.id) ?? nothing },
      ...{ createdAt: row.created_at.toISOString(), changedAt: row.changed_at.toISOString() },
    }
  })
}

const nothing: Figures = {
  ...{ orders: 0, net: 0, refunded: 0, activations: 0, earned: 0, clawedBack: 0, held: 0, due: 0 },
  ...{ payable: 0, paying: 0, paid: 0, flags: 0, samples: 0 },
}
