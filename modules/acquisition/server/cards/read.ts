import { sql } from 'kysely'
import { day } from '#kit/time'
import { refuse } from '#platform/http/problem'
import type { Postgres } from '#platform/postgres/postgres'
import { type CardForm, type CardIssue, type CardLayout, issuesOf } from '../../core/card.ts'
import { adviceOf, type Reached } from '../../core/cardFunnel.ts'
import { cardProblems } from '../../core/cardRefusals.ts'
import { type Marketplace, risksOf } from '../../core/cardRisk.ts'
import type { CardDeps } from './deps.ts'
import { issueTexts } from './issueTexts.ts'
import type { BatchRow, CardTables, DesignRow } from './tables.ts'
import { type Worth, worthOf } from './worth.ts'

const iso = (at: Date | null): string | null => at?.toISOString() ?? null

/** @throws the refusal when there is none */
export async function designOf(postgres: Postgres, id: string): Promise<DesignRow> {
  const db = postgres.tables<CardTables>()
  const row = await db.selectFrom('acquisition_card_design').selectAll().where('id', '=', id).executeTakeFirst()
  return row ?? refuse(cardProblems, 'no-such-design')
}

/** @throws the refusal when there is none */
export async function batchOf(postgres: Postgres, id: string): Promise<BatchRow> {
  const db = postgres.tables<CardTables>()
  const row = await db.selectFrom('acquisition_card_batch').selectAll().where('id', '=', id).executeTakeFirst()
  return row ?? refuse(cardProblems, 'no-such-batch')
}

/** What speaks against printing a layout. */
export function checkedLayout(form: CardForm, marketplace: Marketplace, layout: CardLayout) {
  const texts = layout.boxes.flatMap((box) => (box.kind === 'text' ? [box.text] : []))
  const issues = issuesOf(form, layout).map((issue: CardIssue) => ({ issue, text: issueTexts[issue] }))
  return { issues, risks: risksOf(marketplace, texts) }
}

export async function shownDesigns(postgres: Postgres, rows: readonly DesignRow[]) {
  const ids = rows.map(({ id }) => id)
  const found = await sql<{ design: string; n: number }>`
    select design, count(*)::int as n from acquisition_card_batch where design = any(${ids}::bigint[]) group by design`.execute(
    postgres.tables<CardTables>(),
  )
  const titles = await titlesOf(postgres, rows)
  return rows.map(({ id, name, form, marketplace, hook, layout, changed_at: at }) => ({
    ...{ id, name, form, marketplace, hook, layout: { ...layout, boxes: [...layout.boxes] } },
    ...checkedLayout(form, marketplace, layout),
    batches: found.rows.find(({ design }) => design === id)?.n ?? 0,
    ...{ hookTitle: titles.get(hook ?? '') ?? null, changedAt: at.toISOString() },
  }))
}

async function titlesOf(postgres: Postgres, rows: readonly DesignRow[]) {
  const hooks = rows.flatMap(({ hook }) => hook ?? [])
  const found = await sql<{ id: string; title: string }>`
    select id, title from acquisition_hook where id = any(${hooks}::bigint[])`.execute(postgres.tables<CardTables>())
  return new Map(found.rows.map(({ id, title }) => [id, title]))
}

/** Batches with what became of their cards. */
export async function shownBatches(deps: CardDeps, rows: readonly (BatchRow & { design_name: string })[]) {
  const worths = await worthOf(deps, rows)
  return rows.map((row) => {
    const worth = worths.get(row.id) ?? emptyWorth(row)
    return {
      ...{ id: row.id, design: row.design, designName: row.design_name, name: row.name, warehouse: row.warehouse },
      ...{
        cardCost: row.card_cost,
        leadDays: row.lead_days,
        account: row.account,
        staff: [...row.staff],
        live: row.live,
      },
      ...{ count: row.count, made: worth.reached.printed, state: row.state },
      ...{ task: row.task, printTask: row.print_task },
      ...{ delivered: row.delivered, insertedEstimate: row.inserted_estimate, createdAt: row.created_at.toISOString() },
      ...{ printedAt: iso(row.printed_at), deliveredAt: iso(row.delivered_at) },
      ...worthShown(worth),
      stock: stockOf(row, worth, deps.now()),
    }
  })
}

export const worthShown = ({ reached, left, revenue, cost }: Worth) => ({
  ...{ reached, left, revenue, cost },
  ltv: reached.added > 0 ? Math.round(revenue / reached.added) : null,
})

/** How many are used a day is not said before there are so many days of it. */
const leastDays = 3

function stockOf(row: BatchRow, { reached, recent, since }: Worth, now: number) {
  const { delivered, lead_days: leadDays, inserted_estimate: counted, delivered_at: from } = row
  const days = (at: number) => (now - at) / day
  const over = (n: number, at: number) => (days(at) < leastDays ? null : n / days(at))
  const perDay =
    recent > 0 && since !== null
      ? over(recent, since)
      : counted !== null && from !== null
        ? over(counted, from.getTime())
        : reached.inserted > 0
          ? 0
          : null
  return adviceOf({ delivered, inserted: reached.inserted, perDay, leadDays })
}

const nothing: Reached = { printed: 0, delivered: 0, inserted: 0, scanned: 0, added: 0, claimed: 0, ordered: 0 }
const emptyWorth = ({ delivered }: BatchRow): Worth => ({
  ...{ reached: { ...nothing, delivered }, left: 0, revenue: 0, cost: 0, recent: 0, since: null },
})
